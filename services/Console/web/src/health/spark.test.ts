import { expect, test } from 'vitest'
import { bytes, sparkPath } from './spark'

test('the line runs from the bottom for nothing to the top for the most', () => {
  expect(sparkPath([0, 5, 10], 100, 20)).toBe('M0 20L50 10L100 0')
})

test('a minute without a value is a gap, and a value alone a dot', () => {
  expect(sparkPath([4, null, 4, 4], 90, 10)).toBe('M0 0h0.01M60 0L90 0')
})

test('nothing but zeros lies on the bottom, and nothing at all is no line', () => {
  expect(sparkPath([0, 0], 10, 10)).toBe('M0 10L10 10')
  expect(sparkPath([null, null], 10, 10)).toBe('')
})

test('bytes are written in the unit that leaves a short number', () => {
  expect(bytes(999)).toEqual([999, 'B'])
  expect(bytes(1_500_000_000)).toEqual([1.5, 'GB'])
  expect(bytes(5_000_000_000_000_000)).toEqual([5_000, 'TB'])
})
