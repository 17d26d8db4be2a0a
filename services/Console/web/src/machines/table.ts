import type { BoardKind, BoardPin, BoardRow, DeviceType, MachineDevice } from '../api/machines'

/** Bits of a row's flags. */
export const activeLow = 1
export const stopButton = 2

/** The pins that no known board lacks are unknown: these numbers are offered, and the board refuses what it has not. */
const anyPins: readonly BoardPin[] = Array.from({ length: 68 }, (_, n) => ({
  number: n + 2,
  label: String(n + 2),
  timer: null,
  servo: true,
}))

/** A row while it is edited: a pin that is not chosen yet is null. */
export type Draft = Omit<BoardRow, 'pins'> & { pins: (number | null)[] }

export const rowOf = (device: MachineDevice): BoardRow => ({
  index: device.index,
  name: device.deviceId,
  type: device.type,
  pins: device.pins,
  maxMs: device.maxMs,
  dutyPct: device.dutyPct,
  windowS: device.windowS,
  flags: device.flags,
  size: device.size,
})

export const rowsOf = (devices: readonly MachineDevice[]) =>
  devices.map(rowOf).sort((a, b) => a.index - b.index)

const emptyPins = (type: DeviceType): null[] => (type.wirings[0] ?? []).map(() => null)

/** What a new device of a type is given. */
const usual = (type: DeviceType) => ({
  maxMs: type.usualMaxMs,
  dutyPct: type.usualDutyPct,
  windowS: type.isInput ? 0 : 60,
  size: type.size ? 1 : 0,
})

/** A new device in the first free row; undefined when the board has no row left. */
export function newDraft(type: DeviceType, drafts: readonly Draft[], most: number): Draft | undefined {
  const taken = new Set(drafts.map((draft) => draft.index))
  const index = Array.from({ length: most }, (_, n) => n).find((n) => !taken.has(n))
  if (index === undefined) return undefined
  return {
    index,
    name: freeName(type, drafts),
    type: type.word,
    pins: emptyPins(type),
    flags: type.isInput ? activeLow : 0,
    ...usual(type),
  }
}

/** The same device as another type: its name by custom, limits and wiring are the type's. */
export function withType(draft: Draft, type: DeviceType, drafts: readonly Draft[]): Draft {
  const others = drafts.filter((other) => other.index !== draft.index)
  return {
    ...draft,
    type: type.word,
    name: freeName(type, others),
    pins: emptyPins(type).map((_, n) => draft.pins[n] ?? null),
    flags: type.isInput ? activeLow : 0,
    ...usual(type),
  }
}

function freeName(type: DeviceType, drafts: readonly Draft[]): string {
  const names = new Set(drafts.map((draft) => draft.name))
  for (let n = 1; ; n++) if (!names.has(`${type.namePrefix}${n}`)) return `${type.namePrefix}${n}`
}

/** The pins that one place of a device may have: of the board, free, and able to do what the type needs. */
export function freePins(
  draft: Draft,
  place: number,
  drafts: readonly Draft[],
  kind: BoardKind | undefined,
): readonly BoardPin[] {
  const taken = new Set(
    drafts.flatMap((other) =>
      other.index === draft.index ? other.pins.filter((_, n) => n !== place) : other.pins,
    ),
  )
  return (kind?.pins ?? anyPins).filter(
    (pin) => !taken.has(pin.number) && (draft.type !== 'SERVO' || pin.servo),
  )
}

/** The label of a pin as printed on the board. */
export const pinLabel = (number: number, kind: BoardKind | undefined) =>
  kind?.pins.find((pin) => pin.number === number)?.label ?? String(number)

export type Fault = 'name' | 'nameTwice' | 'pins' | 'maxMs' | 'dutyPct' | 'windowS' | 'budget' | 'size'

/** What is wrong with a row, before the gateway and the board look at it. */
export function faultsOf(draft: Draft, drafts: readonly Draft[], type: DeviceType | undefined): Fault[] {
  const faults: Fault[] = []
  if (!/^[A-Z][A-Z0-9_]{0,6}$/.test(draft.name) || draft.name === 'ALL') faults.push('name')
  else if (drafts.some((other) => other.index !== draft.index && other.name === draft.name))
    faults.push('nameTwice')
  if (draft.pins.some((pin) => pin === null)) faults.push('pins')
  if (type === undefined) return faults
  if (type.size ? draft.size < 1 || draft.size > 255 : draft.size !== 0) faults.push('size')
  if (type.isInput) return faults
  if (!(draft.maxMs >= 1 && draft.maxMs <= type.hardMaxMs)) faults.push('maxMs')
  if (!(draft.dutyPct >= 1 && draft.dutyPct <= 100)) faults.push('dutyPct')
  if (!(draft.windowS >= 1 && draft.windowS <= 65_535)) faults.push('windowS')
  else if (draft.dutyPct < 100 && draft.maxMs > draft.windowS * 10 * draft.dutyPct) faults.push('budget')
  return faults
}

/** Whole rows; undefined while a pin is missing. */
export function wholeRows(drafts: readonly Draft[]): BoardRow[] | undefined {
  const rows = drafts.map((draft) => ({ ...draft, pins: draft.pins.filter((pin) => pin !== null) }))
  return rows.every((row, n) => row.pins.length === drafts[n]?.pins.length)
    ? rows.sort((a, b) => a.index - b.index)
    : undefined
}

export interface TableChange {
  added: string[]
  removed: string[]
  changed: string[]
}

export function changeOf(before: readonly BoardRow[], after: readonly Draft[]): TableChange {
  const rowIn = (rows: readonly (BoardRow | Draft)[], index: number) =>
    rows.find((row) => row.index === index)
  return {
    added: after.filter((row) => !rowIn(before, row.index)).map((row) => row.name),
    removed: before.filter((row) => !rowIn(after, row.index)).map((row) => row.name),
    changed: after
      .filter((row) => {
        const was = rowIn(before, row.index)
        return was !== undefined && !isSame(was, row)
      })
      .map((row) => row.name),
  }
}

export const isChange = (change: TableChange) =>
  change.added.length + change.removed.length + change.changed.length > 0

function isSame(a: BoardRow | Draft, b: BoardRow | Draft): boolean {
  const tell = (row: BoardRow | Draft) =>
    [row.name, row.type, row.pins.join(), row.maxMs, row.dutyPct, row.windowS, row.flags, row.size].join('|')
  return tell(a) === tell(b)
}
