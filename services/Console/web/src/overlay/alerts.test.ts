import { expect, test } from 'vitest'
import { AlertQueue } from './alerts'
import type { OverlayItem } from './types'

const ms = 5_000
let ids = 0
const gift = (key: string, count: number, coins = count): OverlayItem => ({
  type: 'gift',
  id: `e${ids++}`,
  key,
  name: 'Ada',
  count,
  coins,
})
const follow = (who: string): OverlayItem => ({ type: 'follow', id: `e${ids++}`, key: who, name: who })

test('a streak counts up where it is, shown or waiting, and is never repeated', () => {
  const queue = new AlertQueue()
  queue.offer(gift('a', 1), 0, ms)
  expect(queue.look(0, ms)).toBe(true)
  for (let count = 2; count <= 10; count++) queue.offer(gift('a', count), count * 100, ms)
  // Late frames come out of order: a streak does not shrink.
  queue.offer(gift('a', 7), 1_100, ms)
  expect(queue.shown?.count).toBe(10)
  queue.offer(gift('b', 1), 1_100, ms)
  queue.offer(gift('b', 4), 1_200, ms)
  expect(queue.waiting.map(({ count }) => count)).toEqual([4])
  expect(queue.look(1_000 + ms - 1, ms)).toBe(false)
  expect(queue.look(1_000 + ms, ms)).toBe(true)
  expect(queue.shown?.key).toBe('b')
  expect(queue.look(20_000, ms)).toBe(true)
  expect(queue.shown).toBeNull()
})

test('a streak without end gives way to others after half a minute, and comes again', () => {
  const queue = new AlertQueue()
  queue.offer(gift('a', 1), 0, ms)
  queue.look(0, ms)
  queue.offer(gift('b', 1), 0, ms)
  for (let at = 1_000; at <= 40_000; at += 1_000) {
    queue.offer(gift('a', 1 + at / 1_000), at, ms)
    queue.look(at, ms)
    if (at === 29_000) expect(queue.shown?.key).toBe('a')
    if (at === 31_000) expect(queue.shown?.key).toBe('b')
  }
  expect(queue.shown?.key).toBe('a')
})

test('what came twice is shown once, and who follows again is not told again', () => {
  const queue = new AlertQueue()
  const once = gift('a', 3)
  for (let n = 0; n < 3; n++) queue.offer(once, 0, ms)
  queue.offer(follow('Budi'), 0, ms)
  queue.offer(follow('Budi'), 0, ms)
  expect(queue.waiting).toHaveLength(2)
  queue.look(0, ms)
  queue.look(ms, ms)
  queue.look(2 * ms, ms)
  queue.offer(once, 2 * ms, ms)
  queue.offer(follow('Budi'), 2 * ms, ms)
  expect([queue.shown, queue.waiting]).toEqual([null, []])
})

test('under a flood the least worth gives way and what waits stays bounded', () => {
  const queue = new AlertQueue()
  for (let n = 0; n < 500; n++) queue.offer(follow(`viewer ${n}`), 0, ms)
  queue.offer({ type: 'subscribe', id: 's', key: 's', name: 'Chloe' }, 0, ms)
  for (let n = 0; n < 200; n++) queue.offer(gift(`g${n}`, 1, n), 0, ms)
  expect(queue.waiting).toHaveLength(20)
  expect(queue.waiting.some(({ type }) => type === 'subscribe')).toBe(true)
  expect(Math.min(...queue.waiting.map(({ coins }) => coins ?? 999))).toBe(181)
})
