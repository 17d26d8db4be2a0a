import { describe, expect, test } from 'vitest'
import type { Json, Part, RuleDocument } from '../../api/rules'
import { all, catalogue, plain, ruleOf, rules } from '../testing/samples'
import { faultsByNode, formOf, missing, nextSlot, slotsOf } from './catalogue'
import {
  insertCondition,
  insertStep,
  moveStep,
  partAt,
  placeOf,
  removeStep,
  shiftStep,
  stepsAt,
  valueAt,
  withValue,
} from './document'
import { graphOf } from './graph'

const steps = (rule: RuleDocument) =>
  graphOf(catalogue, rule)
    .nodes.filter(({ kind }) => kind === 'action')
    .map(({ id }) => id)

describe('edits', () => {
  const message: Part = { type: 'message', text: 'here' }

  test('what is put into a place is there, and taking it out leaves the rule as it was', () => {
    for (const rule of all) {
      const places = graphOf(catalogue, rule).edges.flatMap(({ place }) => (place ? [place] : []))
      for (const place of places) {
        const put = insertStep(rule, place, message)
        expect(partAt(put.document, put.path), `${rule.name} ${place.slot} ${place.index}`).toEqual(message)
        const out = removeStep(put.document, put.path)
        expect(plain(out.action as Json)).toEqual(plain(rule.action as Json))
      }
    }
  })

  test('what moves arrives, everything else stays, and nothing is lost', () => {
    for (const rule of all.slice(0, 60)) {
      const places = graphOf(catalogue, rule).edges.flatMap(({ place }) => (place ? [place] : []))
      for (const from of steps(rule).slice(0, 8))
        for (const place of places.slice(0, 8)) {
          const part = partAt(rule, from)
          const moved = moveStep(rule, from, place)
          expect(partAt(moved.document, moved.path), `${rule.name}: ${from} to ${place.slot}`).toEqual(part)
          expect(leaves(moved.document)).toEqual(leaves(rule))
        }
    }
  })

  test('a step goes up and down again, and not beyond the ends', () => {
    for (const rule of all)
      for (const path of steps(rule)) {
        const { slot, index } = placeOf(rule, path)
        const down = shiftStep(rule, path, 1)
        if (index === stepsAt(rule, slot).length - 1) expect(down.document).toBe(rule)
        else expect(shiftStep(down.document, down.path, -1).document).toEqual(rule)
      }
  })

  test('a branch that loses its only step goes, an else becomes nothing, a choice goes as a whole', () => {
    const rule = ruleOf({
      type: 'parallel',
      actions: [
        { type: 'if', condition: {}, then: { ...message }, else: { ...message } },
        {
          type: 'random',
          choices: [
            { weight: 9, action: { ...message } },
            { weight: 1, action: { ...message } },
          ],
        },
        { ...message },
      ] as Json[],
    })
    expect(valueAt(removeStep(rule, 'action.actions[2]'), 'action.actions[2]')).toBeUndefined()
    expect(partAt(removeStep(rule, 'action.actions[0].else'), 'action.actions[0]')).toEqual({
      type: 'if',
      condition: {},
      then: message,
    })
    expect(
      valueAt(removeStep(rule, 'action.actions[1].choices[0].action'), 'action.actions[1].choices'),
    ).toEqual([{ weight: 1, action: message }])
    expect(removeStep({ ...rule, action: message }, 'action')).not.toHaveProperty('action')
    expect(insertCondition(rule, 0, { type: 'chance', percent: 5 }).document.conditions).toHaveLength(1)
  })

  test('numbers with many digits stay texts', () => {
    const id = '7300000000000000001'
    const rule = { ...(rules[0] as RuleDocument), conditions: [{ type: 'viewer', userIds: [id] }] }
    const next = withValue(rule, 'conditions[0].handles', ['grace'])
    expect(JSON.parse(JSON.stringify(next)).conditions[0].userIds).toEqual([id])
  })
})

describe('faults', () => {
  test('the rules that come with LiveOps lack nothing, and each field that is taken away is missed', () => {
    for (const rule of rules) {
      expect(missing(catalogue, rule), rule.name).toEqual([])
      const trigger = formOf(catalogue, 'trigger', rule.trigger)
      for (const field of trigger?.fields.filter(({ required }) => required) ?? [])
        expect(missing(catalogue, withValue(rule, `trigger.${field.name}`, undefined))).toEqual([
          `trigger.${field.name}`,
        ])
      expect(
        missing(catalogue, { ...rule, name: ' ', action: undefined } as unknown as RuleDocument),
      ).toEqual(['name', 'action'])
    }
  })

  test('a fault stands at the deepest box above its field', () => {
    const found = faultsByNode(
      {
        'action.actions[1].then.text': ['a'],
        'action.actions[10]': ['b'],
        'policy.capUses': ['c'],
        'trigger.minUnitCoins': ['d'],
      },
      ['trigger', 'action.actions[1]', 'action.actions[1].then', 'action.actions[10]'],
    )
    expect(
      Object.fromEntries(Object.entries(found).map(([node, faults]) => [node, faults[0]?.messages[0]])),
    ).toEqual({ 'action.actions[1].then': 'a', 'action.actions[10]': 'b', '': 'c', trigger: 'd' })
  })
})

/** All steps of a rule that hold no others, as texts in an order of their own. */
function leaves(rule: RuleDocument): string[] {
  const found: string[] = []
  const look = (value: Json | undefined) => {
    if (typeof value !== 'object' || value === null) return
    if (!Array.isArray(value)) {
      const form = formOf(catalogue, 'action', value as Part)
      if (
        form &&
        slotsOf(form, value as Part, '').length === 0 &&
        nextSlot(form, value as Part, '') === undefined
      )
        found.push(JSON.stringify(value))
    }
    Object.values(value).forEach((one) => look(one as Json))
  }
  look(rule.action as Json)
  return found.sort()
}
