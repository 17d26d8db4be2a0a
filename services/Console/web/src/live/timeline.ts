import type { Command, Decision, FeedItem } from '../api/console'
import type { PinChange } from '../api/rehearsal'

/** Rows kept in the action log. */
export const timelineBound = 100

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
  /** When it was decided; until that is known, when its event was received. */
  at: string
  /** Whole number as text; larger is later in the same room. */
  messageId?: string
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

/** Whose it is; undefined for a test by hand. */
export const accountOf = (row: TimelineRow): string | undefined =>
  row.decision?.accountId ??
  row.commands[0]?.acknowledged?.accountId ??
  row.commands[0]?.completed?.accountId ??
  undefined

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
  return attachEvents([...byKey.values()].sort(newestFirst).slice(0, timelineBound), known)
}

/** The gifts of one frame are decided at the same time: the later message is the newer one. */
function newestFirst(a: TimelineRow, b: TimelineRow): number {
  const [one, other] = [BigInt(a.messageId ?? 0), BigInt(b.messageId ?? 0)]
  return Date.parse(b.at) - Date.parse(a.at) || (one === other ? 0 : one < other ? 1 : -1)
}

function addDecision(rows: Map<string, TimelineRow>, decision: Decision) {
  const key = keyOf(decision)
  const row = rows.get(key)
  const traces = new Map(row?.commands.map((trace) => [trace.commandId, trace]))
  rows.set(key, {
    ...row,
    key,
    // Even where an answer came first: rows are in order only by the same kind of time.
    at: decision.decidedAt,
    messageId: decision.messageId,
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
    messageId: command.messageId ?? undefined,
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

/** Says what happened where the row does not know it yet. */
export function attachEvents(
  rows: readonly TimelineRow[],
  events: readonly FeedItem[],
): readonly TimelineRow[] {
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
