import { describe, expect, test } from 'vitest'
import type { Json, Part, RuleDocument } from '../../api/rules'
import { all, catalogue, plain, ruleOf } from '../testing/samples'
import { stepsAt, withValue } from './document'
import { graphOf, neighbour, type Graph, type GraphNode } from './graph'

const middle = ({ x, width }: GraphNode) => x + width / 2

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
      if (steps.length > graph.nodes.length) throw new Error(`From ${id} the lines go round for ever.`)
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

  test('a step without branches yet takes the room of its box beside others', () => {
    const undecided: Part = { type: 'random', choices: [] }
    const { nodes } = graphOf(
      catalogue,
      ruleOf({ type: 'parallel', actions: [undecided, undecided] as Json[] }),
    )
    const box = (id: string) => nodes.find((node) => node.id === id) as GraphNode
    const [one, other] = [box('action.actions[0]'), box('action.actions[1]')]
    expect(one.x + one.width).toBeLessThan(other.x)
    expect(middle(box('action.actions[0]#more'))).toBe(middle(one))
  })

  test('lines lead down, and straight down from step to step; branches come together below their step', () => {
    for (const rule of all) {
      const { nodes, edges } = graphOf(catalogue, rule)
      const box = (id: string) => nodes.find((node) => node.id === id) as GraphNode
      for (const { id, from, to, branch, back } of edges) {
        if (back) expect(box(to).y, id).toBeLessThan(box(from).y)
        else expect(box(from).y + box(from).height, id).toBeLessThan(box(to).y)
        const forks = branch ?? /#(join|more)$/.test(to)
        if (!forks) expect(middle(box(from)), id).toBe(middle(box(to)))
      }
      for (const join of nodes.filter(({ kind }) => kind === 'join'))
        expect(middle(join), join.id).toBe(middle(box(join.id.replace('#join', ''))))
    }
  })

  test('a line takes what is put on it between the boxes that it joins', () => {
    for (const rule of all)
      for (const { id, from, to, place, condition } of graphOf(catalogue, rule).edges) {
        if (condition !== undefined) {
          expect(from, id).toBe(condition === 0 ? 'trigger' : `conditions[${condition - 1}]`)
          if (condition < rule.conditions.length) expect(to, id).toBe(`conditions[${condition}]`)
        }
        if (!place) continue
        const chain = stepsAt(rule, place.slot)
        if (place.index > 0) expect(from.replace('#join', ''), id).toBe(chain[place.index - 1])
        if (place.index < chain.length) expect(to, id).toBe(chain[place.index])
      }
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
