import { describe, expect, it } from 'vitest'
import { isStop, keyNames, stopKeyOf, type StopKey } from './stopKey'

const press = (
  key: string,
  held: Partial<Record<'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey', boolean>> = {},
) => ({
  key,
  ctrlKey: false,
  altKey: false,
  shiftKey: false,
  metaKey: false,
  ...held,
})
const f9: StopKey = { key: 'F9', ctrl: false, alt: false, shift: false, meta: false }

describe('the key of the emergency stop', () => {
  it('is Ctrl + . always, and the chosen one beside it', () => {
    for (const chosen of [null, f9]) {
      expect(isStop(press('.', { ctrlKey: true }), chosen)).toBe(true)
      expect(isStop(press('.', { metaKey: true }), chosen)).toBe(true)
      expect(isStop(press('.'), chosen)).toBe(false)
    }
    expect(isStop(press('F9'), f9)).toBe(true)
    expect(isStop(press('F9'), null)).toBe(false)
    expect(isStop(press('F9', { shiftKey: true }), f9)).toBe(false)
  })

  it('is none that somebody types with, nor one that pages never hear of', () => {
    expect(stopKeyOf(press('a'))).toBe('typed')
    expect(stopKeyOf(press('A', { shiftKey: true }))).toBe('typed')
    expect(stopKeyOf(press('Enter'))).toBe('typed')
    expect(stopKeyOf(press('Escape'))).toBe('typed')
    expect(stopKeyOf(press('w', { ctrlKey: true }))).toBe('kept')
    expect(stopKeyOf(press('Control', { ctrlKey: true }))).toBeNull()
    expect(stopKeyOf(press('F9'))).toEqual(f9)
    expect(stopKeyOf(press('Pause'))).toMatchObject({ key: 'Pause' })
    const space = stopKeyOf(press(' ', { altKey: true, shiftKey: true })) as StopKey
    expect(keyNames(space)).toEqual(['Alt', 'Shift', '␣'])
    expect(isStop(press(' ', { altKey: true, shiftKey: true }), space)).toBe(true)
  })
})
