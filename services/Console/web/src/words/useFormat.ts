import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Preferences } from '../api/settings'
import { duration } from '../live/words'
import { usePreferences } from '../preferences/preferences'
import { lengthIn } from '../viewers/length'

type Times = Pick<Preferences, 'hours' | 'timeZone'>

/** Numbers and times as the chosen language writes them. Times are those of the member's zone, else the browser's. */
export function useFormat() {
  const { i18n } = useTranslation()
  const language = i18n.language
  const { hours, timeZone } = usePreferences()
  return useMemo(() => knownFormatOf(language, { hours, timeZone }), [language, hours, timeZone])
}

const known = new Map<string, ReturnType<typeof formatOf>>()

/** The browser takes some milliseconds to make one, and every row of a table asks for it. */
function knownFormatOf(language: string, times: Times) {
  const key = `${language} ${times.hours} ${times.timeZone}`
  const format = known.get(key) ?? formatOf(language, times)
  known.set(key, format)
  return format
}

export function formatOf(language: string, { hours, timeZone }: Times = { hours: null, timeZone: null }) {
  const zone = { timeZone: zoneOf(timeZone) }
  const cycle = hours === null ? {} : ({ hourCycle: hours === 12 ? 'h12' : 'h23' } as const)
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  const hundredths = new Intl.NumberFormat(language, { minimumFractionDigits: 2, maximumFractionDigits: 2 })
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(language, { ...zone, dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(language, {
    ...zone,
    ...cycle,
    dateStyle: 'medium',
    timeStyle: 'short',
  })
  const clock = new Intl.DateTimeFormat(language, {
    ...zone,
    ...cycle,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  const minute = new Intl.DateTimeFormat(language, { ...zone, ...cycle, hour: '2-digit', minute: '2-digit' })
  const length = lengthIn(language)
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  return {
    whole: (value: number) => whole.format(value),
    /** 1.2K for 1,234: where there is little room. */
    short: (value: number) => short.format(value),
    tenths: (value: number) => tenths.format(value),
    hundredths: (value: number) => hundredths.format(value),
    date: (time: string | Date) => date.format(new Date(time)),
    moment: (time: string | number | Date) => moment.format(new Date(time)),
    clock: (time: string | Date) => clock.format(new Date(time)),
    /** Hour and minute. */
    minute: (time: string | number | Date) => minute.format(new Date(time)),
    /** Hour and minute of today, the date too of any other day. */
    when: (time: string | number | Date) =>
      (date.format(new Date(time)) === date.format(new Date()) ? minute : moment).format(new Date(time)),
    /** How long something lasted, ms: by the second within a day, "1d 3h" from then on. */
    length: (ms: number) => (ms < day ? duration(ms) : length(ms / 1_000)),
    /** "3 min. ago". */
    ago: (time: string | Date, now: number = Date.now()) => {
      // What has happened is never "in 9 seconds": another clock, or a page that looks at its own more seldom.
      const seconds = Math.min(0, Math.round((new Date(time).getTime() - now) / 1_000))
      for (const [unit, length] of units)
        if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit)
      return relative.format(seconds, 'second')
    },
  }
}

/** A zone that the server knows and this browser does not is left to the browser. */
function zoneOf(timeZone: string | null): string | undefined {
  if (timeZone === null) return undefined
  try {
    new Intl.DateTimeFormat('en', { timeZone })
    return timeZone
  } catch {
    return undefined
  }
}

/** ms */
const day = 86_400_000

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
