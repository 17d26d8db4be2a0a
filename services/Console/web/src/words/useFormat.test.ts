import { describe, expect, it } from 'vitest'
import { formatOf } from './useFormat'

const at = '2026-01-02T19:04:05Z'
const plain = (text: string) => text.replace(/\s/g, ' ')
const times = (language: string, hours: 12 | 24 | null) => {
  const format = formatOf(language, { hours, timeZone: 'UTC' })
  return [format.clock(at), format.minute(at), format.moment(at)].map(plain)
}

describe('times', () => {
  it('are written alike on one page: as the member chose, else as the language does', () => {
    expect(times('en', null)).toEqual(['07:04:05 PM', '07:04 PM', 'Jan 2, 2026, 7:04 PM'])
    expect(times('en', 12)).toEqual(times('en', null))
    expect(times('en', 24)).toEqual(['19:04:05', '19:04', 'Jan 2, 2026, 19:04'])
    expect(times('id', null)[0]).toBe('19.04.05')
  })

  it('count the seconds of what lasted less than a day, and no more than days and hours of what lasted longer', () => {
    const { length } = formatOf('en')
    expect(length(3_723_000)).toBe('1:02:03')
    expect(length(86_399_000)).toBe('23:59:59')
    expect(length(26 * 3_600_000)).toBe('1d 2h')
  })
})
