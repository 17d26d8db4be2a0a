import type { Form, FormField, Json, Part } from '../../api/rules'
import { said } from './catalogue'

/** How a summary is written: words in the chosen language, and names of rules. */
export interface Speech {
  words: (text: string) => string
  rule: (id: string) => string
  number: (value: number) => string
  /** What a gift is called by its id; left out where nobody knows. */
  gift?: (id: string) => string | undefined
}

/** What a part says in short: its fields that are set, the most telling first. */
export function summary(form: Form | undefined, part: Part, speech: Speech): string {
  return said(form, part)
    .filter(({ field }) => field.name !== 'delayMs' && !(field.name === 'giftIds' && isNamed(part)))
    .map(({ field, value }) => fieldText(field, value, speech))
    .filter((text) => text !== '')
    .join(' · ')
}

/** What an action does in short: of one that holds others, the devices that they move. */
export const deed = (form: Form | undefined, action: Part, speech: Speech) =>
  [action.type === 'device' ? '' : devicesIn(action).join(' + '), summary(form, action, speech)]
    .filter(Boolean)
    .join(' · ')

/** A gift's name says more than its id, which stands beside it. */
const isNamed = ({ giftNames }: Part) => Array.isArray(giftNames) && giftNames.length > 0

/** The devices that an action moves, in the order in which they stand in it, each once. */
export function devicesIn(value: Json | undefined): string[] {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return [...new Set(value.flatMap(devicesIn))]
  const own = value['type'] === 'device' && typeof value['deviceId'] === 'string' ? [value['deviceId']] : []
  return [...new Set([...own, ...Object.values(value).flatMap(devicesIn)])]
}

function fieldText(field: FormField, value: Json, speech: Speech): string {
  const text = valueText(field, value, speech)
  if (text === '') return ''
  const named =
    (['integer', 'number', 'duration', 'form', 'map'].includes(field.kind) && field.name !== 'giftIds') ||
    (field.kind === 'choice' && !field.required)
  return named ? `${speech.words(field.label)} ${text}` : text
}

export function valueText(field: FormField, value: Json, speech: Speech): string {
  if (Array.isArray(value))
    return value
      .map((one) => valueText({ ...field, list: false }, one, speech))
      .filter(Boolean)
      .join(', ')
  if (field.kind === 'boolean') return value === true ? speech.words(field.label) : ''
  if (field.kind === 'choice') return speech.words(String(value))
  if (field.kind === 'rule') return speech.rule(String(value))
  if (field.kind === 'time') return String(value).slice(0, 5)
  if (field.kind === 'duration' && typeof value === 'number') return lengthOf(value, speech)
  if (field.kind === 'condition')
    return typeof value === 'object' && value ? conditionText(value, speech) : ''
  if (typeof value === 'object' && value !== null)
    return Object.entries(value)
      .map(([name, one]) => `${speech.words(name)} ${String(one)}`)
      .join(', ')
  // An id is no number to be counted with.
  if (field.name === 'giftIds') return speech.gift?.(String(value)) ?? `#${String(value)}`
  const unit = field.unit === undefined ? '' : ` ${unitOf(field.unit, value, speech)}`
  return typeof value === 'number' ? `${speech.number(value)}${unit}` : String(value)
}

/** One coin, two coins: the catalogue's units are plurals, and a language without them has one word. */
function unitOf(unit: string, value: Json, { words }: Speech): string {
  const word = words(unit)
  return value === 1 && word === unit && /^[a-z]{3,}s$/.test(unit) ? unit.slice(0, -1) : word
}

/** A condition inside of another part, without its form: its kind and what it holds. */
function conditionText(value: Json[] | { [field: string]: Json | undefined }, speech: Speech): string {
  if (Array.isArray(value)) return ''
  const { type, ...rest } = value
  const inner = Object.values(rest)
    .flatMap((one) => (Array.isArray(one) ? one : [one]))
    .map((one) =>
      typeof one === 'object' && one !== null
        ? conditionText(one, speech)
        : typeof one === 'number'
          ? speech.number(one)
          : typeof one === 'string'
            ? speech.words(one)
            : '',
    )
    .filter(Boolean)
  return [speech.words(String(type ?? '')), ...inner].join(' ')
}

/** 1.5 s for 1,500 ms. */
export function lengthOf(ms: number, { number }: Pick<Speech, 'number'>): string {
  if (ms < 1_000) return `${number(ms)} ms`
  if (ms < 60_000) return `${number(ms / 1_000)} s`
  if (ms < 3_600_000) return `${number(ms / 60_000)} min`
  return `${number(ms / 3_600_000)} h`
}
