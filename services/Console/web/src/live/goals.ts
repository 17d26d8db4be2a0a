import type { RuleHint } from './useRuleHints'

/** How far a LIVE has come towards the next likes that fire a rule. */
export interface LikeGoal {
  ruleId: string
  name: string
  likes: number
  /** Where the way to this goal began. */
  from: number
  goal: number
  /** Nothing comes after it in this LIVE. */
  reached: boolean
}

/** The next goal of every rule about likes, nearest first; those that are reached for good last. */
export function likeGoals(hints: readonly RuleHint[], likes: number): LikeGoal[] {
  return hints
    .flatMap(({ id, name, trigger }): LikeGoal[] => {
      if (trigger.type !== 'likes') return []
      const { from, goal } = wayOf(trigger, likes)
      return [{ ruleId: id, name, likes, from, goal, reached: likes >= goal }]
    })
    .sort((a, b) => Number(a.reached) - Number(b.reached) || a.goal - likes - (b.goal - likes))
}

/** From which likes to which the way to the next goal goes. */
export function wayOf(
  { threshold, when, step }: { threshold: number; when: string; step: number },
  likes: number,
) {
  if (when === 'MultipleOf') {
    const from = Math.floor(likes / threshold) * threshold
    return { from, goal: from + threshold }
  }
  if (when === 'Progressive' && likes >= threshold && step > 0) {
    const from = threshold + Math.floor((likes - threshold) / step) * step
    return { from, goal: from + step }
  }
  return { from: 0, goal: threshold }
}
