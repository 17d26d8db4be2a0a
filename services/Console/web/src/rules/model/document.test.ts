import { describe, expect, test } from 'vitest'
import type { Catalogue, Form, Json, Part, RuleDocument } from '../../api/rules'
import model from '../testing/model.json'
import { faultsByNode, formOf, fresh, missing, nextSlot, slotsOf } from './catalogue'
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
import { graphOf, neighbour, type Graph } from './graph'

const catalogue = model.catalogue as unknown as Catalogue
const rules = model.rules as unknown as RuleDocument[]

/** Numbers by chance, the same at each run. */
function chance(seed: number) {
  let state = seed
  return (below: number) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * below)
  }
}

/** An action of any kind that the catalogue knows, with branches where it takes some. */
function anyAction(pick: (below: number) => number, depth: number): Part {
  const leaves = catalogue.actions.filter(
    (form) => nextSlot(form, {}, '') === undefined && slotsOf(form, {}, '').length === 0,
  )
  const forms = depth > 2 ? leaves : catalogue.actions
  const form = forms[pick(forms.length)] as Form
  const part = fresh(form)
  for (const field of form.fields) {
    if (field.kind === 'action' && !field.list && (field.required || pick(2) === 0))
      part[field.name] = anyAction(pick, depth + 1) as Json
    if (field.kind === 'action' && field.list)
      part[field.name] = Array.from({ length: 1 + pick(3) }, () => anyAction(pick, depth + 1)) as Json
    if (field.kind === 'form' && field.list && field.fields?.some(({ kind }) => kind === 'action'))
      part[field.name] = Array.from({ length: 1 + pick(3) }, () => ({
        weight: 1 + pick(9),
        action: anyAction(pick, depth + 1),
      })) as Json
  }
  if (pick(4) === 0) part['delayMs'] = pick(5_000)
  return part
}

const made: RuleDocument[] = Array.from({ length: 150 }, (_, seed) => {
  const pick = chance(seed + 1)
  const some = (forms: Form[]) => fresh(forms[pick(forms.length)] as Form)
  return {
    name: `rule ${seed}`,
    enabled: pick(2) === 0,
    trigger: some(catalogue.triggers),
    conditions: Array.from({ length: pick(4) }, () => some(catalogue.conditions)),
    policy: { priority: pick(10) },
    action: anyAction(pick, 0),
  }
})
const all = [...rules, ...made]

/** The document read off the drawing alone: by its boxes and by the lines between them. */
function read(graph: Graph, policy: Pick<RuleDocument, 'name' | 'enabled' | 'policy'>): RuleDocument {
  const box = (id: string) => {
    const part = graph.nodes.find((node) => node.id === id)?.part
    if (part === undefined) throw new Error(`There is no box ${id}.`)
    return part
  }
  const conditions: Part[] = []
  let above = 'trigger'
  for (;;) {
    const next = graph.edges.find((edge) => edge.from === above && !edge.back)?.to ?? ''
    if (graph.nodes.find(({ id }) => id === next)?.kind !== 'condition') break
    conditions.push(box(next))
    above = next
  }
  const first = graph.edges.find((edge) => edge.from === above)?.to ?? ''
  return { ...policy, trigger: box('trigger'), conditions, action: chain(first) as Part }

  /** The steps from a box on, up to the end or to where branches come together. */
  function chain(id: string): Part | undefined {
    const steps: Part[] = []
    for (let at: string | undefined = id; at !== undefined && !at.endsWith('#join') && at !== 'end';) {
      const node = graph.nodes.find((one) => one.id === at)
      if (node?.kind !== 'action') break
      const from: string = at
      const part = structuredClone(box(from))
      for (const edge of graph.edges.filter((one) => one.from === from && one.branch)) {
        const held = chain(edge.to)
        const field = edge.branch?.path.slice(from.length + 1) ?? ''
        const document = withValue(
          { ...policy, trigger: {}, conditions: [], action: part },
          `action.${field}`,
          held as Json,
        )
        Object.assign(part, document.action)
      }
      steps.push(part)
      const out = graph.nodes.some((one) => one.id === `${from}#join`) ? `${from}#join` : from
      at = graph.edges.find((edge) => edge.from === out && !edge.back && !edge.branch)?.to
    }
    return steps.length > 1 ? ({ type: 'sequence', actions: steps } as unknown as Part) : steps[0]
  }
}

/** A sequence of one, and one in another, say the same as without: the drawing has no box for them. */
function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const part = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one as Json)]))
  const bare = Object.keys(part).every((name) => name === 'type' || name === 'actions' || part[name] === 0)
  if (part['type'] !== 'sequence' || !bare || !Array.isArray(part['actions'])) return part
  return part['actions'].length === 1
    ? (part['actions'][0] as Json)
    : { type: 'sequence', actions: part['actions'] }
}

describe('the drawing', () => {
  test.each(all.map((rule) => [rule.name, rule] as const))('%s holds the whole rule', (_, rule) => {
    const graph = graphOf(catalogue, rule)
    const inner = (one: RuleDocument) => JSON.parse(JSON.stringify(one.action)) as Json
    const again = read(graph, rule)
    expect(plain(inner(again))).toEqual(plain(inner(rule)))
    expect({ ...again, action: null }).toEqual({ ...rule, action: null })
  })

  test.each(all.map((rule) => [rule.name, rule] as const))('%s overlaps nowhere', (_, rule) => {
    const { nodes } = graphOf(catalogue, rule)
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length)
    nodes.forEach((a, n) => {
      for (const b of nodes.slice(n + 1)) {
        const apart =
          a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y
        expect(apart, `${a.id} and ${b.id}`).toBe(true)
      }
    })
  })

  test('every line is between boxes that are there, and keys reach every step', () => {
    for (const rule of all) {
      const graph = graphOf(catalogue, rule)
      const ids = new Set(graph.nodes.map(({ id }) => id))
      for (const edge of graph.edges) expect([ids.has(edge.from), ids.has(edge.to)]).toEqual([true, true])
      const reached = new Set(['trigger'])
      for (const id of reached)
        for (const way of ['up', 'down', 'left', 'right'] as const)
          reached.add(neighbour(graph, id, way) ?? id)
      for (const node of graph.nodes) if (node.kind !== 'join') expect(reached, rule.name).toContain(node.id)
    }
  })
})

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
    const rule: RuleDocument = {
      name: 'r',
      enabled: true,
      trigger: { type: 'follow' },
      conditions: [],
      policy: {},
      action: {
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
      },
    }
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
