import type { Catalogue, Form, FormField, Json, Part, RuleDocument } from '../../api/rules'
import { valueAt, type Path } from './document'

export type Family = 'trigger' | 'condition' | 'action'

export const formsOf = (catalogue: Catalogue, family: Family) =>
  family === 'trigger'
    ? catalogue.triggers
    : family === 'condition'
      ? catalogue.conditions
      : catalogue.actions

export const formOf = (catalogue: Catalogue, family: Family, part: Part | undefined) =>
  formsOf(catalogue, family).find(({ type }) => type === part?.type)

/** A place below an action that takes actions of its own. */
export interface Slot {
  path: Path
  field: FormField
  /** What beside the action belongs to the branch: the weight of a choice. */
  item?: { path: Path; fields: FormField[] }
}

const isActionList = (field: FormField) => field.kind === 'action' && field.list

/** The field of a list whose items hold an action each, and that field. */
const inner = (field: FormField) =>
  field.kind === 'form' && field.list ? field.fields?.find(({ kind }) => kind === 'action') : undefined

/** Fields that are drawn as branches, and so not asked for in the form. */
export const isDrawn = (field: FormField) => field.kind === 'action' || inner(field) !== undefined

/** The slots of an action, in the order in which the catalogue names them; those of lists as many as they hold. */
export function slotsOf(form: Form | undefined, part: Part, path: Path): Slot[] {
  return (form?.fields ?? []).flatMap((field): Slot[] => {
    const value = part[field.name]
    const items = Array.isArray(value) ? value : []
    if (isActionList(field)) return items.map((_, n) => ({ path: `${path}.${field.name}[${n}]`, field }))
    if (field.kind === 'action') return [{ path: `${path}.${field.name}`, field }]
    const action = inner(field)
    return action === undefined
      ? []
      : items.map((_, n) => ({
          path: `${path}.${field.name}[${n}].${action.name}`,
          field,
          item: {
            path: `${path}.${field.name}[${n}]`,
            fields: (field.fields ?? []).filter((one) => one !== action),
          },
        }))
  })
}

/** Where a further branch begins; undefined where a kind takes none. */
export function nextSlot(form: Form | undefined, part: Part, path: Path): Path | undefined {
  const field = form?.fields.find((one) => isActionList(one) || inner(one) !== undefined)
  if (field === undefined) return undefined
  const value = part[field.name]
  const next = `${path}.${field.name}[${Array.isArray(value) ? value.length : 0}]`
  const action = inner(field)
  return action === undefined ? next : `${next}.${action.name}`
}

/** A new part of a kind: what it needs starts with the catalogue's example, branches start empty. */
export function fresh(form: Form): Part {
  const part: Part = form.type === undefined ? {} : { type: form.type }
  for (const field of form.fields) {
    if (isDrawn(field)) {
      if (field.required && field.list) part[field.name] = []
    } else if ((field.required || field.suggested) && field.kind !== 'rule' && field.example !== undefined)
      part[field.name] = structuredClone(field.example)
  }
  return part
}

/** Fields that are there in other words than what counts anyway, with their values. */
export const said = (form: Form | undefined, part: Part) =>
  (form?.fields ?? []).flatMap((field) => {
    const value = part[field.name]
    return value === undefined || value === null || isDrawn(field) || same(value, field.default)
      ? []
      : [{ field, value }]
  })

export const same = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b)

/** What a rule needs and does not have, by path: told before the server is asked. */
export function missing(catalogue: Catalogue, document: RuleDocument): Path[] {
  const found: Path[] = []
  const look = (family: Family, part: Json | undefined, path: Path) => {
    const value =
      typeof part === 'object' && part !== null && !Array.isArray(part) ? (part as Part) : undefined
    const form = value && formOf(catalogue, family, value)
    if (value === undefined || form === undefined) {
      found.push(path)
      return
    }
    fields(form.fields, value, path)
  }
  const fields = (list: FormField[], value: Part, path: Path) => {
    for (const field of list) {
      const at = `${path}.${field.name}`
      const held = value[field.name]
      if (held === undefined || held === null || held === '') {
        if (field.required) found.push(at)
        continue
      }
      const items: [Json | undefined, Path][] =
        field.list && Array.isArray(held) ? held.map((one, n) => [one, `${at}[${n}]`]) : [[held, at]]
      for (const [item, place] of items)
        if (field.kind === 'action' || field.kind === 'condition') look(field.kind, item, place)
        else if (field.kind === 'form' && typeof item === 'object' && item !== null && !Array.isArray(item))
          fields(field.fields ?? [], item as Part, place)
    }
  }
  if (document.name.trim() === '') found.push('name')
  look('trigger', document.trigger as Json, 'trigger')
  document.conditions.forEach((part, n) => look('condition', part as Json, `conditions[${n}]`))
  look('action', document.action as Json | undefined, 'action')
  return found
}

/** What is wrong with each node: a fault belongs to the deepest one above its field. */
export function faultsByNode(faults: Readonly<Record<Path, string[]>>, nodes: readonly Path[]) {
  const sorted = [...nodes].sort((a, b) => b.length - a.length)
  const found: Record<Path, { path: Path; messages: string[] }[]> = {}
  for (const [path, messages] of Object.entries(faults)) {
    const node = sorted.find(
      (one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[`),
    )
    ;(found[node ?? ''] ??= []).push({ path, messages })
  }
  return found
}

/** Where on the page a fault is that no node holds: 'rule' itself. */
export const isOf = (path: Path, part: Path) =>
  path === part || path.startsWith(`${part}.`) || path.startsWith(`${part}[`)

/** All devices that a rule moves. */
export function devicesOf(value: Json | undefined): string[] {
  const found = new Set<string>()
  const look = (one: Json | undefined) => {
    if (typeof one !== 'object' || one === null) return
    if (!Array.isArray(one) && one['type'] === 'device' && typeof one['deviceId'] === 'string')
      found.add(one['deviceId'])
    for (const inner of Object.values(one)) look(inner)
  }
  look(value)
  return [...found]
}

export const at = (document: RuleDocument, path: Path) => valueAt(document, path)
