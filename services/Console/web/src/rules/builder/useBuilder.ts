import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Problem } from '../../api/http'
import {
  validateRule,
  type Catalogue,
  type Form,
  type Json,
  type Part,
  type Rule,
  type RuleDocument,
} from '../../api/rules'
import { faultsByNode, fresh, missing, same, type Family } from '../model/catalogue'
import {
  conditionIndex,
  insertCondition,
  insertStep,
  moveStep,
  partAt,
  placeOf,
  removeStep,
  shiftStep,
  withValue,
  type Path,
  type Place,
} from '../model/document'
import { graphOf, type GraphNode } from '../model/graph'
import { begin, change, redo, undo } from '../model/history'
import { useDeviceChoice } from '../useRules'

/** Where something new goes: a step, a condition, or either. */
export interface Spot {
  place?: Place | undefined
  condition?: number | undefined
}

export interface Clip {
  family: Family
  part: Part
}

export type Builder = ReturnType<typeof useBuilder>

/** A rule that is being made: the document, what can be done to it, and what is wrong with it. */
export function useBuilder(asked: {
  catalogue: Catalogue
  /** As it is saved. */
  saved: RuleDocument
  /** As it was left unsaved. */
  draft: RuleDocument | undefined
  rules: readonly Rule[]
  readOnly: boolean
  /** Nobody has saved it yet. */
  isNew: boolean
}) {
  const { catalogue, rules, readOnly } = asked
  const { t } = useTranslation('rules')
  const [saved, setSaved] = useState(asked.saved)
  const [history, setHistory] = useState(() => begin(asked.draft ?? asked.saved))
  const [selected, select] = useState<Path | null>(null)
  const [clip, setClip] = useState<Clip | null>(null)
  const { devices, types } = useDeviceChoice()
  const document = history.present
  const graph = useMemo(() => graphOf(catalogue, document), [catalogue, document])
  const lacking = useMemo(() => missing(catalogue, document), [catalogue, document])
  const check = useCheck(document, lacking.length === 0)
  // What a new rule still lacks is no fault of its writer's before a field was left or saving was tried.
  const [left, setLeft] = useState<ReadonlySet<Path>>(new Set())
  const [strict, beStrict] = useState(!asked.isNew)
  const told = useMemo(
    () => (readOnly ? [] : lacking.filter((path) => strict || left.has(path))),
    [readOnly, lacking, strict, left],
  )
  const faults = useMemo<Record<Path, string[]>>(
    () =>
      lacking.length > 0
        ? Object.fromEntries(told.map((path) => [path, [t('needed')]]))
        : (check.faults ?? {}),
    [lacking, told, check.faults, t],
  )
  const byNode = useMemo(
    () =>
      faultsByNode(
        faults,
        graph.nodes.map(({ id }) => id).filter((id) => !id.includes('#')),
      ),
    [faults, graph],
  )
  const put = (next: RuleDocument, about?: string) => {
    if (!readOnly) setHistory((known) => change(known, next, about, Date.now()))
  }
  const node = (id: Path | null): GraphNode | undefined => graph.nodes.find((one) => one.id === id)
  const spotAfter = (id: Path | null): Spot => {
    const chosen = node(id)
    if (chosen?.kind === 'condition') return { condition: (conditionIndex(chosen.id) ?? 0) + 1 }
    if (chosen?.kind === 'trigger')
      return { condition: document.conditions.length, place: { slot: 'action', index: 0 } }
    if (chosen?.place) return { place: chosen.place }
    if (chosen?.kind === 'action') {
      const { slot, index } = placeOf(document, chosen.id)
      return { place: { slot, index: index + 1 } }
    }
    return { condition: document.conditions.length, place: { slot: 'action', index: Infinity } }
  }
  const insert = (clipped: Clip, spot: Spot) => {
    if (readOnly) return
    if (clipped.family === 'trigger') {
      put({ ...document, trigger: clipped.part })
      select('trigger')
    } else if (clipped.family === 'condition') {
      const made = insertCondition(document, spot.condition ?? document.conditions.length, clipped.part)
      put(made.document)
      select(made.path)
    } else {
      const place = spot.place ?? { slot: 'action', index: spot.condition === undefined ? Infinity : 0 }
      const made = insertStep(document, place, clipped.part)
      put(made.document)
      select(made.path)
    }
  }
  const add = (family: Family, form: Form, spot: Spot) => {
    const part = fresh(form)
    const [device] = devices
    for (const field of form.fields)
      if (field.kind === 'device' && device !== undefined) {
        part[field.name] = device.id
        const word = types.get(device.type)?.actions[0]?.word
        if (form.type === 'device' && word !== undefined) part['action'] = word
      }
    insert({ family, part }, spot)
  }
  const remove = (id: Path) => {
    const index = conditionIndex(id)
    const kind = node(id)?.kind
    if (kind === 'condition' && index !== undefined)
      put({ ...document, conditions: document.conditions.toSpliced(index, 1) })
    else if (kind === 'action') put(removeStep(document, id))
    else return
    select(null)
  }
  const copyOf = (id: Path | null): Clip | null => {
    const chosen = node(id)
    return chosen?.part && (chosen.kind === 'action' || chosen.kind === 'condition')
      ? { family: chosen.kind, part: structuredClone(chosen.part) }
      : null
  }
  return {
    catalogue,
    rules,
    readOnly,
    document,
    graph,
    selected,
    node: node(selected),
    nodeAt: node,
    select,
    faults,
    byNode,
    /** How much is not there yet and was not complained about. */
    untold: lacking.length - told.length,
    /** Says from now on what is missing, everywhere. */
    beStrict: () => beStrict(true),
    /** A field was left: if it is empty and must not be, it says so from now on. */
    leave: (path: Path) => setLeft((known) => (known.has(path) ? known : new Set(known).add(path))),
    complete: lacking.length === 0 && check.faults !== undefined && Object.keys(check.faults).length === 0,
    checking: lacking.length === 0 && check.faults === undefined,
    checkError: check.error,
    dirty: !same(document as unknown as Json, saved as unknown as Json),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    undo: () => setHistory(undo),
    redo: () => setHistory(redo),
    put,
    /** One field; what is typed in one go is one step back. */
    setField: (path: Path, value: Json | undefined) => put(withValue(document, path, value), path),
    add,
    insert,
    remove,
    spotAfter,
    shift: (id: Path, by: -1 | 1) => {
      const index = conditionIndex(id)
      if (index !== undefined) {
        const part = document.conditions[index]
        const to = index + by
        if (part === undefined || to < 0 || to >= document.conditions.length) return
        put({ ...document, conditions: document.conditions.toSpliced(index, 1).toSpliced(to, 0, part) })
        select(`conditions[${to}]`)
        return
      }
      const moved = shiftStep(document, id, by)
      put(moved.document)
      select(moved.path)
    },
    /** Elsewhere: a step into another place, a condition to another number. */
    move: (from: Path, spot: Spot) => {
      const index = conditionIndex(from)
      if (index !== undefined && spot.condition !== undefined) {
        const part = document.conditions[index]
        if (part === undefined) return
        const to = spot.condition > index ? spot.condition - 1 : spot.condition
        put({ ...document, conditions: document.conditions.toSpliced(index, 1).toSpliced(to, 0, part) })
        select(`conditions[${to}]`)
      } else if (index === undefined && spot.place !== undefined && partAt(document, from)) {
        const moved = moveStep(document, from, spot.place)
        put(moved.document)
        select(moved.path)
      }
    },
    clip,
    copy: (id: Path | null) => setClip((known) => copyOf(id) ?? known),
    cut: (id: Path | null) => {
      const clipped = copyOf(id)
      if (clipped === null || id === null || readOnly) return
      setClip(clipped)
      remove(id)
    },
    paste: (id: Path | null) => {
      if (clip !== null) insert({ ...clip, part: structuredClone(clip.part) }, spotAfter(id))
    },
    /** It is saved: as the server has it, with what it filled in. What was changed since it was sent stays. */
    markSaved: (sent: RuleDocument, next: RuleDocument) => {
      setSaved(next)
      setHistory((known) => (known.present === sent ? { ...known, present: next } : known))
    },
    /** Back to what is saved; undone like any other change. */
    discard: () => {
      put(saved)
      select(null)
    },
    /** What somebody else has saved takes the place of this. */
    replace: (next: RuleDocument) => {
      setSaved(next)
      setHistory((known) => change(known, next, undefined, Date.now()))
      select(null)
    },
  }
}

/** What the server says of the document, once its writer pauses. */
function useCheck(document: RuleDocument, whole: boolean) {
  const [settled] = useDebouncedValue(document, 350)
  const asked = useQuery({
    queryKey: ['rule-check', settled],
    queryFn: () =>
      validateRule(settled).then(
        () => ({}) as Record<Path, string[]>,
        (error: unknown) => {
          if (error instanceof Problem && error.status === 400) return { ...error.fields }
          throw error
        },
      ),
    enabled: whole,
    staleTime: Infinity,
    gcTime: 60_000,
  })
  return { faults: whole && settled === document ? asked.data : undefined, error: asked.error }
}
