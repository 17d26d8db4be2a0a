import type { Json, Rule, RuleDocument } from '../../api/rules'

export const listNames = ['all', 'gifts', 'keywords', 'thresholds', 'others'] as const
export type ListName = (typeof listNames)[number]

const lists: Record<string, ListName> = {
  gift: 'gifts',
  firstGift: 'gifts',
  comment: 'keywords',
  command: 'keywords',
  likes: 'thresholds',
  likeRate: 'thresholds',
  viewers: 'thresholds',
}

/** A kind of trigger that came later is among the others. */
export const listOf = ({ trigger }: Pick<RuleDocument, 'trigger'>): ListName =>
  lists[trigger.type ?? ''] ?? 'others'

export const priorityOf = ({ policy }: Pick<RuleDocument, 'policy'>) =>
  typeof policy['priority'] === 'number' ? policy['priority'] : 0

/** The rules of a list in the order in which they are asked: priority, then age. */
export function chosen(rules: readonly Rule[], list: ListName, find: string): Rule[] {
  const wanted = find.trim().toLocaleLowerCase()
  return rules
    .filter((rule) => list === 'all' || listOf(rule) === list)
    .filter((rule) => wanted === '' || textOf(rule).includes(wanted))
    .toSorted((a, b) => priorityOf(b) - priorityOf(a) || a.id.localeCompare(b.id))
}

/** Everything in a rule that a person may look for. */
function textOf(rule: Rule): string {
  const texts: string[] = [rule.name]
  const look = (value: Json | undefined) => {
    if (typeof value === 'string' || typeof value === 'number') texts.push(String(value))
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(look)
  }
  look(rule.trigger as Json)
  look(rule.conditions as Json)
  look(rule.action as Json)
  return texts.join('\n').toLocaleLowerCase()
}
