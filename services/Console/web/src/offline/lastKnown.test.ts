import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { forgetLastKnown, keepLastKnown } from './lastKnown'

class Shelf {
  private readonly texts = new Map<string, string>()
  getItem = (name: string) => this.texts.get(name) ?? null
  setItem = (name: string, text: string) => void this.texts.set(name, text)
  removeItem = (name: string) => void this.texts.delete(name)
  get all() {
    return [...this.texts.values()].join()
  }
}

const start = Date.parse('2026-01-02T03:04:05Z')
const hour = 3_600_000

describe('the last known state', () => {
  let shelf: Shelf
  let ends: (() => void)[]
  beforeEach(() => {
    vi.useFakeTimers({ now: start })
    vi.stubGlobal('addEventListener', () => {})
    vi.stubGlobal('removeEventListener', () => {})
    shelf = new Shelf()
    ends = []
  })
  afterEach(() => {
    for (const end of ends) end()
    vi.useRealTimers()
    vi.unstubAllGlobals()
  })

  const open = () => {
    const client = new QueryClient()
    ends.push(keepLastKnown(client, shelf as unknown as Storage))
    return client
  }
  const fill = (client: QueryClient) => {
    client.setQueryData(['me'], { name: 'ada' })
    client.setQueryData(['accounts'], [{ handle: 'studio' }])
    client.setQueryData(['viewers'], [{ nickname: 'Grace' }])
    client.setQueryData(['devices', 'pc1'], { secret: 'of one PC' })
  }

  it('is there when the page is opened again', () => {
    fill(open())
    vi.advanceTimersByTime(10_000)
    const again = open()
    expect(again.getQueryData(['me'])).toEqual({ name: 'ada' })
    expect(again.getQueryData(['accounts'])).toEqual([{ handle: 'studio' }])
  })

  it('holds nothing but what is named', () => {
    fill(open())
    vi.advanceTimersByTime(10_000)
    expect(shelf.all).toContain('studio')
    expect(shelf.all).not.toContain('Grace')
    expect(shelf.all).not.toContain('secret')
  })

  it('is nothing where nobody is signed in, and after it was forgotten', () => {
    const client = open()
    client.setQueryData(['me'], null)
    client.setQueryData(['accounts'], [])
    vi.advanceTimersByTime(10_000)
    expect(shelf.all).toBe('')
    fill(client)
    vi.advanceTimersByTime(10_000)
    forgetLastKnown(shelf as unknown as Storage)
    expect(open().getQueryData(['accounts'])).toBeUndefined()
  })

  it('is too old after half a day', () => {
    fill(open())
    vi.advanceTimersByTime(10_000)
    ends.pop()?.()
    vi.setSystemTime(start + 13 * hour)
    expect(open().getQueryData(['me'])).toBeUndefined()
    expect(shelf.all).toBe('')
  })

  it('does not stumble over what it cannot read', () => {
    shelf.setItem('liveops.last-known', '{ broken')
    expect(open().getQueryData(['me'])).toBeUndefined()
  })
})
