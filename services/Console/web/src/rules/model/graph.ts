import type { Catalogue, Form, Part, RuleDocument } from '../../api/rules'
import { formOf, nextSlot, slotsOf, type Family, type Slot } from './catalogue'
import { partAt, stepsAt, type Path, type Place } from './document'

/** Sizes on the canvas, px. */
export const size = { width: 240, height: 68, dot: 12, add: 44 } as const
const gap = { x: 36, y: 46 } as const

export interface GraphNode {
  /** The path of its part; of an empty slot, the slot's. */
  id: string
  kind: Family | 'slot' | 'join' | 'end' | 'branch'
  x: number
  y: number
  width: number
  height: number
  part?: Part
  form?: Form | undefined
  /** Where a step that is put here goes. */
  place?: Place
  /** Where one more condition may go. */
  condition?: number
  /** For an empty slot: what it is for. */
  slot?: Slot
  /** Nothing needs to be here. */
  optional?: boolean
}

export interface GraphEdge {
  id: string
  from: string
  to: string
  /** The branch that begins here. */
  branch?: Slot
  place?: Place
  condition?: number
  /** Back to the beginning of a loop. */
  back?: boolean
}

export interface Graph {
  nodes: GraphNode[]
  edges: GraphEdge[]
}

interface Block extends Graph {
  width: number
  height: number
  /** Centre of its first and last node, measured from its left. */
  centre: number
  first: string
  last: string
}

/** A rule drawn from top to bottom: trigger, conditions, then the steps with their branches side by side. */
export function graphOf(catalogue: Catalogue, document: RuleDocument): Graph {
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  let y = 0
  const put = (node: Pick<GraphNode, 'id' | 'kind' | 'part' | 'form'>) => {
    nodes.push({ ...node, x: -size.width / 2, y, width: size.width, height: size.height })
    y += size.height + gap.y
  }
  put({
    id: 'trigger',
    kind: 'trigger',
    part: document.trigger,
    form: formOf(catalogue, 'trigger', document.trigger),
  })
  let above = 'trigger'
  document.conditions.forEach((part, n) => {
    const id = `conditions[${n}]`
    put({ id, kind: 'condition', part, form: formOf(catalogue, 'condition', part) })
    edges.push({ id: `${above}>${id}`, from: above, to: id, condition: n })
    above = id
  })
  const steps = chain(catalogue, document, 'action', undefined)
  for (const node of steps.nodes) nodes.push({ ...node, x: node.x - steps.centre, y: node.y + y })
  edges.push(
    {
      id: `${above}>${steps.first}`,
      from: above,
      to: steps.first,
      condition: document.conditions.length,
      place: { slot: 'action', index: 0 },
    },
    ...steps.edges,
  )
  const count = stepsAt(document, 'action').length
  if (count > 0) {
    const place = { slot: 'action', index: count }
    nodes.push({
      id: 'end',
      kind: 'end',
      x: -size.add / 2,
      y: y + steps.height + gap.y,
      width: size.add,
      height: size.add,
      place,
    })
    edges.push({ id: `${steps.last}>end`, from: steps.last, to: 'end' })
  }
  return { nodes, edges }
}

/** The steps of a slot, one below the other. */
function chain(catalogue: Catalogue, document: RuleDocument, slot: Path, of: Slot | undefined): Block {
  const blocks = stepsAt(document, slot).map((path) => step(catalogue, document, path))
  if (blocks.length === 0) return empty(slot, of)
  const centre = Math.max(...blocks.map((block) => block.centre))
  const right = Math.max(...blocks.map((block) => block.width - block.centre))
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  let y = 0
  blocks.forEach((block, n) => {
    for (const node of block.nodes) nodes.push({ ...node, x: node.x + centre - block.centre, y: node.y + y })
    edges.push(...block.edges)
    const before = blocks[n - 1]
    if (before)
      edges.push({
        id: `${before.last}>${block.first}`,
        from: before.last,
        to: block.first,
        place: { slot, index: n },
      })
    y += block.height + gap.y
  })
  return {
    nodes,
    edges,
    width: centre + right,
    height: y - gap.y,
    centre,
    first: blocks[0]?.first ?? slot,
    last: blocks.at(-1)?.last ?? slot,
  }
}

const empty = (slot: Path, of: Slot | undefined): Block => ({
  nodes: [
    {
      id: slot,
      kind: 'slot',
      x: 0,
      y: 0,
      width: size.width,
      height: size.add,
      place: { slot, index: 0 },
      optional: of !== undefined && !of.field.required,
      ...(of && { slot: of }),
    },
  ],
  edges: [],
  width: size.width,
  height: size.add,
  centre: size.width / 2,
  first: slot,
  last: slot,
})

/** One step with its branches below it, and the dot where they come together again. */
function step(catalogue: Catalogue, document: RuleDocument, path: Path): Block {
  const part = partAt(document, path) ?? {}
  const form = formOf(catalogue, 'action', part)
  const slots = slotsOf(form, part, path)
  const further = nextSlot(form, part, path)
  const node: GraphNode = {
    id: path,
    kind: 'action',
    x: 0,
    y: 0,
    width: size.width,
    height: size.height,
    part,
    form,
  }
  if (slots.length === 0 && further === undefined)
    return {
      nodes: [node],
      edges: [],
      width: size.width,
      height: size.height,
      centre: size.width / 2,
      first: path,
      last: path,
    }
  const branches = slots.map((slot) => ({ slot, block: chain(catalogue, document, slot.path, slot) }))
  const top = size.height + gap.y + 14
  const nodes: GraphNode[] = []
  const edges: GraphEdge[] = []
  const join = `${path}#join`
  let x = 0
  let height = further === undefined ? 0 : size.add
  for (const { slot, block } of branches) {
    for (const one of block.nodes) nodes.push({ ...one, x: one.x + x, y: one.y + top })
    edges.push(...block.edges)
    const steps = stepsAt(document, slot.path).length
    edges.push({
      id: `${path}>${block.first}`,
      from: path,
      to: block.first,
      branch: slot,
      ...(steps > 0 && { place: { slot: slot.path, index: 0 } }),
    })
    edges.push({
      id: `${block.last}>${join}`,
      from: block.last,
      to: join,
      ...(steps > 0 && { place: { slot: slot.path, index: steps } }),
    })
    x += block.width + gap.x
    height = Math.max(height, block.height)
  }
  if (further !== undefined) {
    nodes.push({
      id: `${path}#more`,
      kind: 'branch',
      x,
      y: top,
      width: size.add,
      height: size.add,
      place: { slot: further, index: 0 },
    })
    edges.push({ id: `${path}>more`, from: path, to: `${path}#more` })
    if (branches.length === 0) edges.push({ id: `${path}#more>${join}`, from: `${path}#more`, to: join })
    x += size.add + gap.x
  }
  const row = x - gap.x
  const width = Math.max(row, size.width)
  // Short rows stand in the middle below their step.
  if (row < size.width) for (const one of nodes) one.x += (size.width - row) / 2
  const centre = width / 2
  const bottom = top + height + gap.y
  nodes.unshift({ ...node, x: centre - size.width / 2 })
  nodes.push({
    id: join,
    kind: 'join',
    x: centre - size.dot / 2,
    y: bottom,
    width: size.dot,
    height: size.dot,
  })
  if (isLoop(slots)) edges.push({ id: `${join}>${path}`, from: join, to: path, back: true })
  return { nodes, edges, width, height: bottom + size.dot, centre, first: path, last: join }
}

/** One branch that has to be there, and nothing to choose between: what is in it is done again and again. */
const isLoop = (slots: Slot[]) =>
  slots.length === 1 && slots[0]?.field.list === false && slots[0].field.required

/** The node that lies nearest in a direction: how arrow keys go. */
export function neighbour(graph: Graph, id: string, direction: 'up' | 'down' | 'left' | 'right') {
  const from = graph.nodes.find((node) => node.id === id)
  if (from === undefined) return graph.nodes[0]?.id
  const middle = (node: GraphNode) => [node.x + node.width / 2, node.y + node.height / 2] as const
  const [x, y] = middle(from)
  let best: { id: string; cost: number } | undefined
  for (const node of graph.nodes) {
    if (node.kind === 'join' || node.id === id) continue
    const [dx, dy] = [middle(node)[0] - x, middle(node)[1] - y]
    const along = direction === 'down' ? dy : direction === 'up' ? -dy : direction === 'right' ? dx : -dx
    const across = direction === 'down' || direction === 'up' ? Math.abs(dx) : Math.abs(dy)
    if (along < 10) continue
    const cost = along + 2 * across
    if (best === undefined || cost < best.cost) best = { id: node.id, cost }
  }
  return best?.id ?? id
}
