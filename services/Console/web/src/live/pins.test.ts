import { describe, expect, it } from 'vitest'
import type { Command, LiveUpdate } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import { applyPin, applyUpdate, emptyLive, type LiveState } from './liveState'
import { pinNumber } from './pins'
import type { Arrived } from './timeline'

const start = Date.parse('2026-01-02T03:04:05.000Z')
const time = (ms: number) => new Date(start + ms).toISOString()

const command = (id: string, at: number, change: Partial<Command> = {}): Command => ({
  commandId: id,
  gatewayId: 'pc1',
  boardId: 'AB12CD34',
  deviceId: 'SOL1',
  action: 'PUSH',
  at: time(at),
  boardMs: 2,
  ...change,
})

const done = (id: string, at: number, ranMs: number, change: Partial<Command> = {}) =>
  command(id, at, { outcome: 'Done', ranMs, durationMs: ranMs, ...change })

const pin = (at: number, value: number, change: Partial<PinChange> = {}): PinChange => ({
  port: '/dev/ttyACM0',
  pin: 'PB0',
  value,
  cycle: at * 16_000,
  simUs: at * 1_000,
  wall: time(at),
  ...change,
})

const wiringOf = (_board: string, device: string) =>
  device === 'SOL1' ? { port: '/dev/ttyACM0', pins: [8] } : undefined

type Step = PinChange | Arrived

const update = (arrived: Arrived): LiveUpdate => ({
  events: [],
  decisions: [],
  acknowledged: [...(arrived.acknowledged ?? [])],
  completed: [...(arrived.completed ?? [])],
  accounts: [],
  sessions: [],
  gateways: [],
  erased: [],
  leftOut: {},
})

const play = (steps: readonly Step[], from: LiveState = emptyLive) =>
  steps.reduce(
    (state, step) =>
      'wall' in step ? applyPin(state, step, wiringOf) : applyUpdate(state, update(step), wiringOf),
    from,
  )

/** The simulated times of every command's pin changes, in ms. */
const changesOf = (state: LiveState) =>
  Object.fromEntries(
    state.timeline.flatMap((row) =>
      row.commands.map((trace) => [trace.commandId, trace.pins.map((known) => known.simUs / 1_000)]),
    ),
  )

describe('pin changes', () => {
  it('know the Uno’s numbers', () => {
    expect(['PD2', 'PB0', 'PB5', 'PC0', '7', 'PX9'].map(pinNumber)).toEqual([2, 8, 13, 14, 7, undefined])
  })

  it('belong to the command whose device owns the pin, each once', () => {
    const steps = [{ acknowledged: [command('c1', 10)] }, pin(8, 1), pin(8, 1), pin(208, 0), pin(208, 0)]
    const state = play(steps)
    expect(changesOf(state)).toEqual({ c1: [8, 208] })
    expect(state.pendingPins).toEqual([])
    expect(changesOf(play([pin(209, 0)], state))).toEqual({ c1: [8, 208] })
  })

  it('of another pin, another board or another time belong to nobody', () => {
    const steps = [{ acknowledged: [command('c1', 10)] }, { completed: [done('c1', 210, 200)] }]
    const strangers = [
      pin(8, 1, { pin: 'PB5' }),
      pin(8, 1, { port: '/dev/ttyACM1' }),
      pin(-1_000, 1),
      pin(211, 1),
      pin(300, 0),
    ]
    const state = play([...steps, ...strangers])
    expect(changesOf(state)).toEqual({ c1: [] })
    expect(state.pendingPins).toHaveLength(5)
    // Long after the answer, although its end has not been heard of.
    expect(changesOf(play([{ acknowledged: [command('c1', 10)] }, pin(2_000, 1)]))).toEqual({ c1: [] })
  })

  it('that come before the board’s answer wait for it', () => {
    const early = play([pin(8, 1)])
    expect(early.pendingPins).toHaveLength(1)
    const late = play([{ acknowledged: [command('c1', 10)] }], early)
    expect(late.pendingPins).toEqual([])
    expect(changesOf(late)).toEqual({ c1: [8] })
  })

  it('of the next command do not go to the one before, whose end may not have arrived', () => {
    const first = [{ acknowledged: [command('c1', 10)] }, pin(8, 1), pin(208, 0), pin(260, 1)]
    expect(changesOf(play(first))).toEqual({ c1: [8, 208] })
    expect(changesOf(play([...first, { acknowledged: [command('c2', 262)] }]))).toEqual({
      c1: [8, 208],
      c2: [260],
    })
  })

  it('rise again and again while a command blinks, and never for one that turns off', () => {
    const blink = command('c1', 10, { action: 'BLINK' })
    const off = command('c2', 5, { action: 'OFF' })
    const blinks = Array.from({ length: 30 }, (_, n) => pin(8 + n * 250, n % 2 === 0 ? 1 : 0))
    const twice = play([{ acknowledged: [off] }, { acknowledged: [blink] }, ...blinks.slice(0, 4)])
    expect(changesOf(twice)).toEqual({ c1: [8, 258, 508, 758], c2: [] })
    const long = play(blinks.slice(4), twice)
    expect(changesOf(long).c1).toHaveLength(20)
    expect(changesOf(long).c1?.at(-1)).toBe(8 + 29 * 250)
    expect(long.pendingPins).toEqual([])
    const over = play([{ completed: [done('c1', 8_000, 7_990, { action: 'BLINK' })] }, pin(8_100, 1)], long)
    expect(over.pendingPins).toHaveLength(1)
  })

  it('belong to a command of which only the end was heard, however long it ran', () => {
    expect(changesOf(play([{ completed: [done('c1', 5_010, 5_000)] }, pin(8, 1), pin(5_008, 0)]))).toEqual({
      c1: [8, 5_008],
    })
  })

  it('belong to no command that was refused', () => {
    const refused = command('c1', 10, { outcome: 'Refused' })
    expect(changesOf(play([{ completed: [refused] }, pin(8, 1)]))).toEqual({ c1: [] })
  })

  it('stay with their command when its board is gone', () => {
    const state = play([{ acknowledged: [command('c1', 10)] }, pin(8, 1), pin(208, 0)])
    const gone = applyPin(state, pin(900, 1), () => undefined)
    expect(changesOf(gone)).toEqual({ c1: [8, 208] })
    const moved = applyPin(state, pin(900, 1), () => ({ port: '/dev/ttyACM1', pins: [8] }))
    expect(changesOf(moved)).toEqual({ c1: [8, 208] })
  })
})

describe('a burst of ten commands of 60 ms', () => {
  const each = Array.from({ length: 10 }, (_, n) => ({ id: `c${n}`, on: n * 64, off: n * 64 + 60 }))
  const pins = each.flatMap(({ on, off }) => [pin(on, 1), pin(off, 0)])
  const answers = each.map(({ id, on }) => ({ acknowledged: [command(id, on + 2)] }))
  const ends = each.map(({ id, off }) => ({ completed: [done(id, off + 2, 60)] }))
  const allEnds = { completed: ends.flatMap((end) => end.completed) }
  const expected = Object.fromEntries(each.map(({ id, on, off }) => [id, [on, off]]))

  /** The same shuffle for the same seed. */
  const shuffled = (steps: readonly Step[], seed: number) => {
    let state = seed
    const random = () => (state = (state * 48_271) % 2_147_483_647)
    return steps
      .map((step) => ({ step, place: random() }))
      .sort((a, b) => a.place - b.place)
      .map(({ step }) => step)
  }

  it.each<[string, Step[]]>([
    ['as it happened', each.flatMap((_, n) => [answers[n], pins[2 * n], pins[2 * n + 1], ends[n]] as Step[])],
    ['pins before answers', [...pins, ...answers, ...ends]],
    ['answers before pins, ends in one batch', [...answers, ...pins, allEnds]],
    ['ends in one batch before everything', [allEnds, ...pins, ...answers]],
    ['ends alone, after the pins', [...pins, allEnds]],
    ['the last answer first', [...pins, ...answers.toReversed(), ...ends.toReversed()]],
    [
      'every pin one answer early',
      each.flatMap((_, n) => [pins[2 * n], pins[2 * n + 1], answers[n]] as Step[]),
    ],
    [
      'every answer two commands late',
      [
        ...pins.slice(0, 4),
        ...each.flatMap((_, n) => [answers[n], ...pins.slice(2 * n + 4, 2 * n + 6)] as Step[]),
        allEnds,
      ],
    ],
  ])('gives each row its own on and off: %s', (_, steps) => {
    const state = play(steps)
    expect(changesOf(state)).toEqual(expected)
    expect(state.pendingPins).toEqual([])
  })

  it('gives each row its own on and off in any order at all', () => {
    for (let seed = 1; seed <= 200; seed++) {
      const state = play(shuffled([...pins, ...answers, ...ends], seed))
      expect(changesOf(state), `seed ${seed}`).toEqual(expected)
      expect(state.pendingPins).toEqual([])
    }
  })
})
