import { expect, test } from 'vitest'
import { likeGoals } from './goals'
import type { RuleHint } from './useRuleHints'

const rule = (when: string, threshold: number, step = 0): RuleHint => ({
  id: `${when}${threshold}`,
  name: when,
  enabled: true,
  trigger: { type: 'likes', threshold, when, step },
})
const next = (hint: RuleHint, likes: number) => {
  const [goal] = likeGoals([hint], likes)
  return [goal?.from, goal?.goal, goal?.reached]
}

test('a total is reached once', () => {
  expect(next(rule('Total', 100), 0)).toEqual([0, 100, false])
  expect(next(rule('Total', 100), 99)).toEqual([0, 100, false])
  expect(next(rule('Total', 100), 100)).toEqual([0, 100, true])
})

test('milestones come again and again', () => {
  expect(next(rule('MultipleOf', 100), 99)).toEqual([0, 100, false])
  expect(next(rule('MultipleOf', 100), 100)).toEqual([100, 200, false])
  expect(next(rule('Progressive', 100, 50), 60)).toEqual([0, 100, false])
  expect(next(rule('Progressive', 100, 50), 100)).toEqual([100, 150, false])
  expect(next(rule('Progressive', 100, 50), 149)).toEqual([100, 150, false])
  expect(next(rule('Progressive', 100, 50), 150)).toEqual([150, 200, false])
})

test('a milestone that takes no steps is reached once', () => {
  expect(next(rule('Progressive', 100, 0), 99)).toEqual([0, 100, false])
  expect(next(rule('Progressive', 100, 0), 250)).toEqual([0, 100, true])
})

test('the nearest goal stands first, and what is reached last', () => {
  const gift: RuleHint = { id: 'g', name: 'gift', enabled: true, trigger: { type: 'gift' } }
  const goals = likeGoals([rule('Total', 50), gift, rule('Total', 500), rule('MultipleOf', 200)], 110)
  expect(goals.map(({ goal }) => goal)).toEqual([200, 500, 50])
})
