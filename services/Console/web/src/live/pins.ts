import type { PinChange } from '../api/rehearsal'
import type { CommandTrace, TimelineRow } from './timeline'

/** A pin rises this long before its command's answer is stamped at most, in ms: the answer travels and queues. */
const pinLead = 1_000

/** A pin rises this long after its command's answer at most, in ms: the board answers when the pin has changed. */
const pinLag = 250

/** Pin changes kept of one command: one that blinks has hundreds. */
const pinsBound = 20

/** These turn off: a pin that rises is never theirs. */
const quiet = new Set(['OFF', 'STOP', 'CLEAR'])

/** These turn on and off in turn. */
const repeating = new Set(['BLINK', 'PULSE'])

/** How a device is wired, by board and device name, from the gateways' status. */
export type WiringOf = (boardId: string, deviceId: string) => Wiring | undefined

export interface Wiring {
  /** Serial port of the board. */
  port: string
  pins: readonly number[]
}

/** A command that may own pin changes. Times in ms since 1970. */
interface Candidate {
  trace: CommandTrace
  wiring: Wiring
  /** When the board answered it; where only its end is known, when it began. */
  answered: number
  earliest: number
  end: number
  repeats: boolean
  pins: PinChange[]
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

/**
 * Gives pin changes to commands. A rise goes to the oldest command of that pin which ran then and has not risen yet;
 * a fall to the command that rose. What fits no command waits.
 *
 * Pins, answers and ends arrive in any order, and a command that is not heard of yet may be older than one that is:
 * every change is dealt out anew each time, so that the end depends on what happened and not on what arrived first.
 *
 * @returns the rows (the same ones where nothing changed) and the changes that wait
 */
export function givePins(
  rows: readonly TimelineRow[],
  changes: readonly PinChange[],
  wiringOf: WiringOf,
): { rows: readonly TimelineRow[]; waiting: readonly PinChange[] } {
  const candidates = candidatesOf(rows, wiringOf)
  const dealt = new Set(candidates.map((candidate) => candidate.trace))
  const settled = tracesOf(rows).filter((trace) => !dealt.has(trace))
  const pool = unique(
    settled.flatMap((trace) => trace.pins),
    [...candidates.flatMap((candidate) => candidate.trace.pins), ...changes],
  )
  if (pool.length === 0) return { rows, waiting: pool }
  pool.sort((a, b) => Date.parse(a.wall) - Date.parse(b.wall) || a.cycle - b.cycle)
  const open = new Map<string, Candidate>()
  const waiting: PinChange[] = []
  for (const change of pool) {
    const line = `${change.port} ${change.pin}`
    const owner =
      change.value === 0 ? open.get(line) : candidates.find((candidate) => mayRise(candidate, change))
    if (owner === undefined) {
      waiting.push(change)
      continue
    }
    owner.pins.push(change)
    if (change.value === 0) open.delete(line)
    else open.set(line, owner)
  }
  return { rows: withPins(rows, candidates), waiting }
}

const tracesOf = (rows: readonly TimelineRow[]) => rows.flatMap((row) => row.commands)

/** Oldest answer first. */
function candidatesOf(rows: readonly TimelineRow[], wiringOf: WiringOf): Candidate[] {
  return tracesOf(rows)
    .flatMap((trace) => candidateOf(trace, wiringOf) ?? [])
    .sort((a, b) => a.answered - b.answered)
}

function candidateOf(trace: CommandTrace, wiringOf: WiringOf): Candidate | undefined {
  const { acknowledged, completed } = trace
  const answer = acknowledged ?? completed
  if (answer === undefined || quiet.has(answer.action)) return undefined
  // A command that was refused, or never reached its board, has moved nothing.
  if (acknowledged === undefined && !completed?.ranMs) return undefined
  const wiring = wiringOf(answer.boardId, answer.deviceId)
  // Wired otherwise since, or the board is gone: what the command did stays with it.
  if (wiring === undefined || trace.pins.some((pin) => !isWired(wiring, pin))) return undefined
  const answered = Date.parse(answer.at) - (acknowledged ? 0 : (answer.ranMs ?? 0))
  return {
    trace,
    wiring,
    answered,
    earliest: answered - pinLead,
    end: completed === undefined ? Infinity : Date.parse(completed.at),
    repeats: repeating.has(answer.action),
    pins: [],
  }
}

function isWired(wiring: Wiring, change: PinChange): boolean {
  const pin = pinNumber(change.pin)
  return wiring.port === change.port && pin !== undefined && wiring.pins.includes(pin)
}

function mayRise(candidate: Candidate, change: PinChange): boolean {
  const at = Date.parse(change.wall)
  if (at < candidate.earliest || at > candidate.end || !isWired(candidate.wiring, change)) return false
  if (candidate.repeats) return true
  const hasRisen = candidate.pins.some((known) => known.pin === change.pin)
  return !hasRisen && at <= candidate.answered + pinLag
}

/** What `changes` holds, each once and none that is among `taken`. */
function unique(taken: readonly PinChange[], changes: readonly PinChange[]): PinChange[] {
  const name = (change: PinChange) => `${change.port} ${change.pin} ${change.cycle}`
  const known = new Set(taken.map(name))
  return changes.filter((change) => {
    const isNew = !known.has(name(change))
    known.add(name(change))
    return isNew
  })
}

function withPins(rows: readonly TimelineRow[], candidates: readonly Candidate[]): readonly TimelineRow[] {
  const changed = new Map<CommandTrace, readonly PinChange[]>()
  for (const { trace, pins } of candidates) {
    const kept = bounded(pins)
    if (kept.length !== trace.pins.length || kept.some((pin, n) => pin !== trace.pins[n]))
      changed.set(trace, kept)
  }
  if (changed.size === 0) return rows
  return rows.map((row) => {
    if (!row.commands.some((trace) => changed.has(trace))) return row
    return {
      ...row,
      commands: row.commands.map((trace) => ({ ...trace, pins: changed.get(trace) ?? trace.pins })),
    }
  })
}

/** The last changes, without cutting a rise from its fall: a fall alone would be nobody's. */
function bounded(pins: readonly PinChange[]): readonly PinChange[] {
  let kept = pins
  while (kept.length > pinsBound) {
    const rise = kept[0]
    const fall = kept.findIndex((pin) => pin.pin === rise?.pin && pin.value === 0)
    kept = kept.filter((_, n) => n !== 0 && n !== fall)
  }
  return kept
}
