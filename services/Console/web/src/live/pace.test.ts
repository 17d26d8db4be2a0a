import { expect, test } from 'vitest'
import type { Session } from '../api/console'
import { paced, paceOf, type Paces } from './pace'

const session = (gifts: number, id = 's1') =>
  ({ accountId: 'a', liveSessionId: id, totals: { gifts, coins: gifts * 5 } }) as Session

test('the pace is that of the last minute, and falls while nothing comes', () => {
  let paces: Paces = {}
  for (let second = 0; second <= 120; second++) paces = paced(paces, [session(second * 2)], second * 1_000)
  expect(paceOf(paces['a'], 120_000)?.gifts).toBeCloseTo(120, 0)
  expect(paceOf(paces['a'], 120_000)?.coins).toBeCloseTo(600, 0)
  expect(paceOf(paces['a'], 150_000)?.gifts).toBeCloseTo(60, 0)
  expect(paceOf(paces['a'], 200_000)?.gifts).toBe(0)
})

test('a page just opened says nothing before ten seconds', () => {
  const paces = paced({}, [session(3)], 1_000)
  expect(paceOf(paces['a'], 5_000)).toBeNull()
  expect(paceOf(paces['a'], 11_000)?.gifts).toBe(0)
  expect(paceOf(undefined, 11_000)).toBeNull()
})

test('many updates a second take one place, and a new session begins anew', () => {
  let paces: Paces = {}
  for (let n = 0; n < 1_000; n++) paces = paced(paces, [session(n)], n * 100)
  expect(paces['a']?.length).toBeLessThan(70)
  paces = paced(paces, [session(1, 's2')], 100_000)
  expect(paces['a']).toHaveLength(1)
})
