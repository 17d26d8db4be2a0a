import type { Json, Part, RuleDocument } from '../../api/rules'

/**
 * Where a part stands, written as the server writes it in its faults: `action.actions[2].then`. A slot is the path of
 * a place that takes an action; what stands in it is a chain of steps, one after the other.
 */
export type Path = string

/** Before the step of this number, in the chain of this slot; a number beyond its end is the end. */
export interface Place {
  slot: Path
  index: number
}

const keysOf = (path: Path) =>
  [...path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)].map(([, name, index]) =>
    name === undefined ? Number(index) : name,
  )

export function valueAt(document: unknown, path: Path): Json | undefined {
  let value = document as Json | undefined
  for (const key of keysOf(path)) {
    if (typeof value !== 'object' || value === null) return undefined
    value = (value as Record<string | number, Json | undefined>)[key]
  }
  return value
}

export const partAt = (document: RuleDocument, path: Path) => {
  const value = valueAt(document, path)
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Part) : undefined
}

/** A copy with another value at the path; undefined takes it away, out of a list too. Nothing else is touched. */
export const withValue = (document: RuleDocument, path: Path, value: Json | undefined): RuleDocument =>
  put(document as unknown as Json, keysOf(path), value) as unknown as RuleDocument

function put(at: Json | undefined, keys: (string | number)[], value: Json | undefined): Json | undefined {
  const [key, ...rest] = keys
  if (key === undefined) return value
  if (typeof key === 'number') {
    const list: Json[] = Array.isArray(at) ? [...at] : []
    const made = put(list[key], rest, value)
    if (made === undefined) list.splice(key, 1)
    else list[Math.min(key, list.length)] = made
    return list
  }
  const object = typeof at === 'object' && at !== null && !Array.isArray(at) ? at : {}
  const made = put(object[key], rest, value)
  if (made !== undefined) return { ...object, [key]: made }
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

/** A sequence that says nothing but its steps: it is drawn as a chain and needs no box of its own. */
export const isPlainChain = (part: Part | undefined) =>
  part?.type === 'sequence' &&
  Array.isArray(part['actions']) &&
  Object.entries(part).every(
    ([name, value]) => name === 'type' || name === 'actions' || (name === 'delayMs' && value === 0),
  )

/** The steps of a slot with their paths; none where it is empty. */
export function stepsAt(document: RuleDocument, slot: Path): Path[] {
  const part = partAt(document, slot)
  if (part === undefined) return []
  return isPlainChain(part) ? (part['actions'] as Json[]).map((_, n) => `${slot}.actions[${n}]`) : [slot]
}

/** The slot and number of a step: the other way round of `stepsAt`. */
export function placeOf(document: RuleDocument, path: Path): Place {
  const found = /^(.*)\.actions\[(\d+)\]$/.exec(path)
  return found?.[1] !== undefined && isPlainChain(partAt(document, found[1]))
    ? { slot: found[1], index: Number(found[2]) }
    : { slot: path, index: 0 }
}

const chainOf = (document: RuleDocument, slot: Path) =>
  stepsAt(document, slot).map((path) => partAt(document, path) ?? {})

function withChain(document: RuleDocument, slot: Path, chain: Part[]): RuleDocument {
  const [only] = chain
  if (only === undefined) return withValue(document, emptied(document, slot), undefined)
  const known = partAt(document, slot)
  // What else the sequence says stays.
  const sequence = isPlainChain(known) ? known : { type: 'sequence' }
  return withValue(document, slot, (chain.length === 1 ? only : { ...sequence, actions: chain }) as Json)
}

/** An item of a list that lost its action goes as a whole: a choice without action is none. A step is no such item. */
function emptied(document: RuleDocument, slot: Path): Path {
  const item = /^(.*\[\d+\])\.[^.[\]]+$/.exec(slot)?.[1]
  return item !== undefined && partAt(document, item)?.type === undefined ? item : slot
}

/** Puts an action in its place; a bare chain becomes steps of the one that is there. */
export function insertStep(document: RuleDocument, { slot, index }: Place, part: Part) {
  const added = isPlainChain(part) ? (part['actions'] as unknown as Part[]) : [part]
  const chain = chainOf(document, slot)
  const at = Math.min(index, chain.length)
  chain.splice(at, 0, ...added)
  return { document: withChain(document, slot, chain), path: stepPath(slot, chain.length, at) }
}

const stepPath = (slot: Path, length: number, index: number) =>
  length > 1 ? `${slot}.actions[${index}]` : slot

export function removeStep(document: RuleDocument, path: Path): RuleDocument {
  const { slot, index } = placeOf(document, path)
  return withChain(document, slot, chainOf(document, slot).toSpliced(index, 1))
}

/** One step up (-1) or down (+1) in its chain; the same document where there is no room. */
export function shiftStep(document: RuleDocument, path: Path, by: -1 | 1) {
  const { slot, index } = placeOf(document, path)
  const chain = chainOf(document, slot)
  const part = chain[index]
  if (part === undefined || index + by < 0 || index + by >= chain.length) return { document, path }
  return {
    document: withChain(document, slot, chain.toSpliced(index, 1).toSpliced(index + by, 0, part)),
    path: stepPath(slot, chain.length, index + by),
  }
}

/** Takes a step out of its place into another one. Into itself it cannot go: the same document then. */
export function moveStep(document: RuleDocument, from: Path, to: Place) {
  const part = partAt(document, from)
  const home = placeOf(document, from)
  if (part === undefined || to.slot.startsWith(`${from}.`)) return { document, path: from }
  if (home.slot === to.slot) {
    const chain = chainOf(document, home.slot).toSpliced(home.index, 1)
    const index = to.index > home.index ? to.index - 1 : to.index
    return {
      document: withChain(document, home.slot, chain.toSpliced(index, 0, part)),
      path: stepPath(home.slot, chain.length + 1, index),
    }
  }
  // The place is marked by what cannot move while the step leaves: paths behind a removed list item shift.
  const marked = insertStep(document, to, { type: marker })
  const left = removeStep(marked.document, findPath(marked.document, part) ?? from)
  const at = findPath(left, undefined) ?? to.slot
  return { document: withValue(left, at, part as Json), path: at }
}

const marker = ' here'

/** The path of this very object, or of the marker, among the actions. */
function findPath(document: RuleDocument, part: Part | undefined): Path | undefined {
  const search = (value: Json | undefined, path: Path): Path | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    if (part === undefined ? (value as Part).type === marker : value === (part as Json)) return path
    for (const [key, inner] of Object.entries(value)) {
      const found = search(inner as Json, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`)
      if (found !== undefined) return found
    }
    return undefined
  }
  return search(document.action as Json | undefined, 'action')
}

/** Conditions stand in a list of their own. */
export const insertCondition = (document: RuleDocument, index: number, part: Part) => ({
  document: { ...document, conditions: document.conditions.toSpliced(index, 0, part) },
  path: `conditions[${index}]`,
})

export const conditionIndex = (path: Path) => {
  const found = /^conditions\[(\d+)\]$/.exec(path)
  return found ? Number(found[1]) : undefined
}

export const emptyRule = (): RuleDocument => ({
  name: '',
  enabled: true,
  trigger: {},
  conditions: [],
  policy: {},
})
