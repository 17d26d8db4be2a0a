import type { LogLine } from '../api/logs'

/** Lines that are kept on the page. */
export const bound = 5_000

/** Lines that are drawn at once; more on demand. */
export const step = 200

/** Which lines are wanted, as the address says. */
export interface TailFilter {
  service: string
  pc: string
  level: string
  source: string
  text: string
  trace: string
}

const pcPrefix = 'pc:'

/** One choice for services and PCs: `rules`, or `pc:studio-1`. */
export const fromOf = (filter: Pick<TailFilter, 'service' | 'pc'>) =>
  filter.pc === '' ? filter.service : pcPrefix + filter.pc

export const valueOfPc = (gatewayId: string) => pcPrefix + gatewayId

export function filterOf(search: URLSearchParams): TailFilter {
  const from = search.get('from') ?? ''
  const isPc = from.startsWith(pcPrefix)
  return {
    service: isPc ? '' : from,
    pc: isPc ? from.slice(pcPrefix.length) : '',
    level: search.get('level') ?? '',
    source: search.get('source') ?? '',
    text: search.get('text') ?? '',
    trace: search.get('trace') ?? '',
  }
}

/** What a line is known by: services and PCs count by themselves. */
export const keyOf = (line: LogLine) =>
  `${line.service === 'device-gateway' ? 'pc' : 'service'} ${line.number}`

/** The newest first, at most `bound`; what is there already stays as it is. */
export function merge(known: readonly LogLine[], fresh: readonly LogLine[]): readonly LogLine[] {
  if (fresh.length === 0) return known
  const there = new Set(known.map(keyOf))
  const added = fresh.filter((line) => !there.has(keyOf(line)))
  if (added.length === 0) return known
  const time = new Map([...known, ...added].map((line) => [line, Date.parse(line.at)]))
  return [...added, ...known]
    .sort((one, other) => (time.get(other) ?? 0) - (time.get(one) ?? 0) || other.number - one.number)
    .slice(0, bound)
}

/** How many of the lines now have come since. */
export function newsSince(held: readonly LogLine[], now: readonly LogLine[]) {
  const there = new Set(held.map(keyOf))
  return now.reduce((count, line) => count + (there.has(keyOf(line)) ? 0 : 1), 0)
}

/** One line as text, to copy or keep in a file. */
export const asText = (line: LogLine) =>
  [
    `${line.at} ${line.level} ${line.service} ${line.instance} ${line.source}: ${line.text}`,
    ...(line.traceId === null ? [] : [`  trace ${line.traceId} span ${line.spanId ?? ''}`]),
    ...(line.exception === null ? [] : line.exception.split('\n').map((one) => `  ${one}`)),
  ].join('\n')

/** As a file: the oldest first, as logs are read. */
export const asFile = (lines: readonly LogLine[]) => `${[...lines].reverse().map(asText).join('\n')}\n`

/** The longest stretch of a template that stands in every line of it. */
export const fixedPart = (template: string) =>
  template
    .split(/\{[^{}]*\}/)
    .map((part) => part.trim())
    .reduce((longest, part) => (part.length > longest.length ? part : longest), '')
    .slice(0, 200)

/** Where a trace can be looked at; only web addresses become links. */
export const traceLink = (address: string, traceId: string) =>
  /^https?:\/\//.test(address) ? address.replaceAll('{traceId}', encodeURIComponent(traceId)) : null
