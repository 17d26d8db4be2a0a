/** One difference: where it stands in what has changed, as it was, as it is. */
export interface AuditDifference {
  path: string
  before: unknown
  after: unknown
}

/** Every single thing that differs, however deep it stands. Lists of plain values are one thing. */
export function auditChanges(before: unknown, after: unknown): AuditDifference[] {
  const differences: AuditDifference[] = []
  compare('', before ?? undefined, after ?? undefined, differences)
  return differences
}

function compare(path: string, before: unknown, after: unknown, into: AuditDifference[]) {
  const was = parts(before)
  const is = parts(after)
  if (was === undefined && is === undefined) {
    if (JSON.stringify(before) !== JSON.stringify(after)) into.push({ path, before, after })
    return
  }
  // Of what was something else before, both are told: the one as it was, the other part by part.
  if (was === undefined && before !== undefined) into.push({ path, before, after: undefined })
  if (is === undefined && after !== undefined) into.push({ path, before: undefined, after })
  for (const name of new Set([...Object.keys(was ?? {}), ...Object.keys(is ?? {})]))
    compare(path === '' ? name : `${path} › ${name}`, was?.[name], is?.[name], into)
}

/** What a thing is made of, by readable names; undefined for what is one value. */
function parts(value: unknown): Record<string, unknown> | undefined {
  if (Array.isArray(value))
    return value.some((one) => typeof one === 'object' && one !== null)
      ? Object.fromEntries(value.map((one, n) => [String(n + 1), one as unknown]))
      : undefined
  if (typeof value !== 'object' || value === null) return undefined
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [spaced(name), part ?? undefined]))
}

/** maxOnMs: max on ms. */
const spaced = (name: string) =>
  name.replace(/([a-z0-9])([A-Z])/g, (_, one: string, next: string) => `${one} ${next.toLowerCase()}`)
