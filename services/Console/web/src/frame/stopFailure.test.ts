import { beforeEach, describe, expect, it } from 'vitest'
import { Problem } from '../api/http'
import words from '../words/en'
import { stopAdvice, stopFailure } from './stopFailure'

const refused = new Problem(401, 'You are signed out', 'The session has ended.')

describe('a stop that did not get through', () => {
  beforeEach(() => stopFailure.dismiss())

  it('lasts, with its reason, until one gets through or it is dismissed', () => {
    const before = Date.now()
    stopFailure.failed(refused, before)
    expect(stopFailure.now()).toMatchObject({ status: 401, title: refused.title, detail: refused.detail })
    expect(stopFailure.now()?.at).toBeGreaterThanOrEqual(before)
    stopFailure.through(before - 1)
    expect(stopFailure.now()).toBeNull()
    stopFailure.failed(new TypeError('no network'), before)
    expect(stopFailure.now()?.detail).toBe('no network')
    stopFailure.dismiss()
    expect(stopFailure.now()).toBeNull()
  })

  it('is no news when a later press has got through meanwhile', () => {
    const pressedAt = Date.now() + 1_000
    stopFailure.through(pressedAt)
    stopFailure.failed(refused, pressedAt - 500)
    expect(stopFailure.now()).toBeNull()
    stopFailure.failed(refused, pressedAt + 500)
    expect(stopFailure.now()).not.toBeNull()
  })

  it('says what to do, and always how to do without the Console', () => {
    const { failed } = words.stop
    for (const status of [0, 401, 503])
      for (const signedIn of [true, false]) {
        const key = stopAdvice({ status }, signedIn).replace('failed.', '') as keyof typeof failed
        expect(failed[key]).toContain('pull the plug')
      }
    expect(stopAdvice({ status: 401 }, false)).toBe('failed.signedOut')
    expect(stopAdvice({ status: 401 }, true)).toBe('failed.signedIn')
    expect(stopAdvice({ status: 503 }, true)).toBe('failed.again')
  })
})
