import { afterEach, describe, expect, it, vi } from 'vitest'
import { isStop, keyNames, stopKey, stopKeyOf, type StopKey } from './stopKey'

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
  afterEach(() => vi.unstubAllGlobals())

  it('is Ctrl + . always, and the chosen one beside it', () => {
    for (const chosen of [null, f9]) {
      expect(isStop(press('.', { ctrlKey: true }), chosen)).toBe(true)
      expect(isStop(press('.', { metaKey: true }), chosen)).toBe(true)
      expect(isStop(press('.'), chosen)).toBe(false)
    }
    expect(isStop(press('F9'), f9)).toBe(true)
    expect(isStop(press('F9'), null)).toBe(false)
    for (const held of ['ctrlKey', 'altKey', 'shiftKey', 'metaKey'] as const)
      expect(isStop(press('F9', { [held]: true }), f9), held).toBe(false)
  })

  it('is none that somebody types with, nor one that pages never hear of', () => {
    expect(stopKeyOf(press('a'))).toBe('typed')
    expect(stopKeyOf(press('A', { shiftKey: true }))).toBe('typed')
    expect(stopKeyOf(press('Enter'))).toBe('typed')
    expect(stopKeyOf(press('Escape'))).toBe('typed')
    for (const key of ['t', 'n', 'w', 'q', 'W'])
      for (const held of ['ctrlKey', 'metaKey'] as const)
        expect(stopKeyOf(press(key, { [held]: true })), `${held} ${key}`).toBe('kept')
    for (const key of ['F1', 'F9', 'F10', 'F19', 'F24']) expect(stopKeyOf(press(key))).toMatchObject({ key })
    expect(stopKeyOf(press('F25'))).toBe('typed')
    expect(stopKeyOf(press('Control', { ctrlKey: true }))).toBeNull()
    expect(stopKeyOf(press('F9'))).toEqual(f9)
    expect(stopKeyOf(press('Pause'))).toMatchObject({ key: 'Pause' })
    const space = stopKeyOf(press(' ', { altKey: true, shiftKey: true })) as StopKey
    expect(keyNames(space)).toEqual(['Alt', 'Shift', '␣'])
    expect(isStop(press(' ', { altKey: true, shiftKey: true }), space)).toBe(true)
  })

  it('is kept by the browser, and taken back', async () => {
    const kept = new Map<string, string>()
    vi.stubGlobal('localStorage', {
      getItem: (name: string) => kept.get(name) ?? null,
      setItem: (name: string, value: string) => kept.set(name, value),
      removeItem: (name: string) => kept.delete(name),
    })
    const afterReload = async () => {
      vi.resetModules()
      return (await import('./stopKey')).stopKey.now()
    }
    stopKey.choose(f9)
    expect(stopKey.now()).toEqual(f9)
    expect(await afterReload()).toEqual(f9)
    stopKey.choose(null)
    expect(await afterReload()).toBeNull()
    kept.set('liveops.stopKey', '{"key":9}')
    expect(await afterReload()).toBeNull()
  })

  it('stops nothing while it is chosen, until the last that chooses has ended', () => {
    stopKey.beginChoice()
    stopKey.beginChoice()
    stopKey.endChoice()
    expect(stopKey.isBeingChosen()).toBe(true)
    stopKey.endChoice()
    expect(stopKey.isBeingChosen()).toBe(false)
  })
})
