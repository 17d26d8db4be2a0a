import type { Command, Decision, FeedItem } from '../api/console'
import type { PinChange } from '../api/rehearsal'

/** Rows kept in the action log. */
export const timelineBound = 100

/** A pin changes this long before its command's answer is stamped at most, in ms: the answer travels and queues. */
const pinLead = 1_000

/** A pin falls this long after its command is over at most, in ms. */
const pinLag = 250

/** One command: what the board answered, how it ended, what its pins did. */
export interface CommandTrace {
  commandId: string
  acknowledged?: Command
  completed?: Command
  pins: readonly PinChange[]
}

/** One row: gift, rule, commands. A test by hand has only its command. */
export interface TimelineRow {
  key: string
  at: string
  eventId?: string
  event?: FeedItem
  decision?: Decision
  commands: readonly CommandTrace[]
}

export interface Arrived {
  events?: readonly FeedItem[]
  decisions?: readonly Decision[]
  acknowledged?: readonly Command[]
  completed?: readonly Command[]
}

interface Cause {
  roomId?: string | null
  messageId?: string | null
  eventKind?: string | null
  ruleId?: string | null
}

/** Room, message and kind name an event; with the rule they name a decision. Commands carry the same four. */
const eventIdOf = (cause: Cause) => `${cause.roomId}-${cause.messageId}-${cause.eventKind}`
const keyOf = (cause: Cause) => `${eventIdOf(cause)}-${cause.ruleId}`

/**
 * Adds what arrived, in whatever order: decision, answer and end of a command travel in different queues. Newest
 * first, at most {@link timelineBound}. `known` holds the events seen so far.
 */
export function mergeTimeline(
  rows: readonly TimelineRow[],
  arrived: Arrived,
  known: readonly FeedItem[],
): readonly TimelineRow[] {
  const { decisions = [], acknowledged = [], completed = [] } = arrived
  if (decisions.length + acknowledged.length + completed.length === 0)
    return attachEvents(rows, arrived.events ?? [])
  const byKey = new Map(rows.map((row) => [row.key, row]))
  for (const decision of decisions) addDecision(byKey, decision)
  for (const command of acknowledged)
    addCommand(byKey, command, (trace) => ({ ...trace, acknowledged: command }))
  for (const command of completed) addCommand(byKey, command, (trace) => ({ ...trace, completed: command }))
  const sorted = [...byKey.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at))
  return attachEvents(sorted.slice(0, timelineBound), known)
}

function addDecision(rows: Map<string, TimelineRow>, decision: Decision) {
  const key = keyOf(decision)
  const row = rows.get(key)
  const traces = new Map(row?.commands.map((trace) => [trace.commandId, trace]))
  rows.set(key, {
    ...row,
    key,
    at: row?.at ?? decision.decidedAt,
    eventId: eventIdOf(decision),
    decision,
    commands: [
      ...decision.commandIds.map((commandId) => traces.get(commandId) ?? { commandId, pins: [] }),
      ...[...traces.values()].filter((trace) => !decision.commandIds.includes(trace.commandId)),
    ],
  })
}

function addCommand(
  rows: Map<string, TimelineRow>,
  command: Command,
  change: (trace: CommandTrace) => CommandTrace,
) {
  const caused = command.ruleId !== undefined && command.ruleId !== null
  const key = caused ? keyOf(command) : command.commandId
  const row = rows.get(key) ?? {
    key,
    at: command.receivedAt ?? command.at,
    eventId: caused ? eventIdOf(command) : undefined,
    commands: [],
  }
  const known = row.commands.some((trace) => trace.commandId === command.commandId)
  const commands = known ? row.commands : [...row.commands, { commandId: command.commandId, pins: [] }]
  rows.set(key, {
    ...row,
    commands: commands.map((trace) => (trace.commandId === command.commandId ? change(trace) : trace)),
  })
}

function attachEvents(rows: readonly TimelineRow[], events: readonly FeedItem[]): readonly TimelineRow[] {
  if (events.length === 0 || rows.every((row) => row.event !== undefined || row.eventId === undefined))
    return rows
  const byId = new Map(events.map((event) => [event.id, event]))
  let changed = false
  const attached = rows.map((row) => {
    const event = row.event === undefined && row.eventId !== undefined ? byId.get(row.eventId) : undefined
    if (event === undefined) return row
    changed = true
    return { ...row, event }
  })
  return changed ? attached : rows
}

/**
 * The Arduino Uno's number of an AVR port pin: PB0 is 8, PD2 is 2, PC0 is 14 (A0). Undefined for anything else.
 * Source: the board's pin map (ATmega328P).
 */
export function pinNumber(pin: string): number | undefined {
  const match = /^P([BCD])(\d)$/.exec(pin)
  if (match === null) return /^\d+$/.test(pin) ? Number(pin) : undefined
  const bit = Number(match[2])
  return match[1] === 'D' ? bit : match[1] === 'B' ? 8 + bit : 14 + bit
}

/** How a device is wired, by board and device name, from the gateways' status. */
export type WiringOf = (boardId: string, deviceId: string) => Wiring | undefined

export interface Wiring {
  /** Serial port of the board. */
  port: string
  pins: readonly number[]
}

/**
 * Gives a pin change to the newest command whose device owns the pin and which was running when it changed. Without
 * such a command (a pin of the board's own, or too old) the rows stay as they are.
 */
export function mergePin(
  rows: readonly TimelineRow[],
  change: PinChange,
  wiringOf: WiringOf,
): readonly TimelineRow[] {
  const pin = pinNumber(change.pin)
  const at = Date.parse(change.wall)
  if (pin === undefined) return rows
  for (const [index, row] of rows.entries()) {
    if (row.commands.some((candidate) => candidate.pins.some((known) => isSame(known, change)))) return rows
    const trace = row.commands.find((candidate) => owns(candidate, change, pin, at, wiringOf))
    if (trace === undefined) continue
    const commands = row.commands.map((known) =>
      known === trace ? { ...known, pins: [...known.pins, change].slice(-20) } : known,
    )
    return rows.map((known, place) => (place === index ? { ...row, commands } : known))
  }
  return rows
}

function isSame(one: PinChange, other: PinChange): boolean {
  return one.cycle === other.cycle && one.port === other.port && one.pin === other.pin
}

function owns(trace: CommandTrace, change: PinChange, pin: number, at: number, wiringOf: WiringOf): boolean {
  const answer = trace.acknowledged ?? trace.completed
  if (answer === undefined) return false
  const wiring = wiringOf(answer.boardId, answer.deviceId)
  if (wiring?.port !== change.port || !wiring.pins.includes(pin)) return false
  const start = Date.parse(answer.at) - (trace.acknowledged ? 0 : (answer.ranMs ?? 0)) - pinLead
  if (at < start) return false
  const end = trace.completed === undefined ? Infinity : Date.parse(trace.completed.at)
  if (change.value === 0) return at <= end + pinLag
  // It rises once, unless it blinks: a rise after that is the next command's, whose answer is still on its way.
  const hasRisen = trace.pins.some((known) => known.pin === change.pin && known.value !== 0)
  return at <= end && (!hasRisen || answer.action === 'BLINK')
}
