import type { Catalogue, Form, Json, Part, RuleDocument } from '../../api/rules'
import { fresh, nextSlot, slotsOf } from '../model/catalogue'
import model from './model.json'

export const catalogue = model.catalogue as unknown as Catalogue
/** Those that come with LiveOps. */
export const rules = model.rules as unknown as RuleDocument[]

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
/** Them, and 150 made by chance. */
export const all = [...rules, ...made]

export const ruleOf = (action: Part): RuleDocument => ({
  name: 'r',
  enabled: true,
  trigger: { type: 'follow' },
  conditions: [],
  policy: {},
  action,
})

/** A sequence of one, and one in another, say the same as without: the drawing has no box for them. */
export function plain(value: Json): Json {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  const part = Object.fromEntries(Object.entries(value).map(([name, one]) => [name, plain(one as Json)]))
  const bare = Object.keys(part).every((name) => name === 'type' || name === 'actions' || part[name] === 0)
  if (part['type'] !== 'sequence' || !bare || !Array.isArray(part['actions'])) return part
  return part['actions'].length === 1
    ? (part['actions'][0] as Json)
    : { type: 'sequence', actions: part['actions'] }
}
