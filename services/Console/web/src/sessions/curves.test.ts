import { expect, test } from 'vitest'
import type { Timeline } from '../api/sessions'
import { curvesOption, momentOf } from './curves'

const none = [0, 0, 0, 0]
const timeline: Timeline = {
  bucketMinutes: 1,
  at: ['a', 'b', 'c', 'd'],
  viewers: [null, 40, null, 60],
  coins: [5, 0, 7, 1],
  gifts: none,
  comments: none,
  likes: none,
  follows: none,
  shares: none,
  joins: none,
  inGap: [false, true, true, false],
}

test('a moment holds what had come by then, and the viewers that were told last', () => {
  expect(momentOf(timeline, 0)).toMatchObject({ sums: { coins: 5 }, viewers: null })
  expect(momentOf(timeline, 2)).toMatchObject({ sums: { coins: 12 }, here: { coins: 7 }, viewers: 40 })
  expect(momentOf(timeline, 3)).toMatchObject({ sums: { coins: 13 }, viewers: 60 })
})

test('minutes without connection that follow each other are one area', () => {
  const option = curvesOption(
    timeline,
    'coins',
    { viewers: 'v', curve: 'c', gap: 'g', time: (at) => at },
    null,
  )
  const [line] = option['series'] as { markArea: { data: unknown } }[]
  expect(line?.markArea.data).toEqual([[{ name: 'g', xAxis: 1 }, { xAxis: 2 }]])
})
