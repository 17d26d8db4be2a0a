import { describe, expect, it } from 'vitest'
import type { Command, Decision, FeedItem } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import { applyPin, applyUpdate, emptyLive } from './liveState'
import { mergePin, mergeTimeline, pinNumber, timelineBound, type Arrived, type TimelineRow } from './timeline'

const cause = { roomId: '1', messageId: '2', eventKind: 'Gift', ruleId: 'r' }

const event: FeedItem = {
  id: '1-2-Gift',
  accountId: 'a',
  roomId: '1',
  messageId: '2',
  kind: 'Gift',
  at: '2026-01-02T03:04:05.000Z',
  receivedAt: '2026-01-02T03:04:05.000Z',
  history: false,
}

const decision: Decision = {
  ...cause,
  decisionId: 'd',
  accountId: 'a',
  ruleName: 'Rose',
  outcome: 'Fired',
  commandIds: ['c1', 'c2'],
  decidedAt: '2026-01-02T03:04:05.001Z',
}

const command = (id: string, change: Partial<Command> = {}): Command => ({
  ...cause,
  commandId: id,
  gatewayId: 'pc1',
  boardId: 'AB12CD34',
  deviceId: 'SOL1',
  action: 'PUSH',
  at: '2026-01-02T03:04:05.010Z',
  receivedAt: '2026-01-02T03:04:05.000Z',
  boardMs: 2,
  ...change,
})

const done = (id: string) =>
  command(id, { outcome: 'Done', at: '2026-01-02T03:04:05.210Z', ranMs: 200, durationMs: 200 })

const pin = (change: Partial<PinChange> = {}): PinChange => ({
  port: '/dev/ttyACM0',
  pin: 'PB0',
  value: 1,
  cycle: 16_000,
  simUs: 1_000,
  wall: '2026-01-02T03:04:05.011Z',
  ...change,
})

const wiringOf = (_board: string, device: string) =>
  device === 'SOL1' ? { port: '/dev/ttyACM0', pins: [8] } : undefined

const merge = (...steps: Arrived[]) =>
  steps.reduce<readonly TimelineRow[]>((rows, step) => mergeTimeline(rows, step, step.events ?? []), [])

describe('the action log', () => {
  it('has one row from the gift to the end, whatever order the parts arrive in', () => {
    const parts: Arrived[] = [
      { events: [event] },
      { decisions: [decision] },
      { acknowledged: [command('c1')] },
      { completed: [done('c1')] },
    ]
    const orders = [
      [0, 1, 2, 3],
      [1, 2, 3, 0],
      [3, 2, 1, 0],
      [2, 3, 1, 0],
    ]
    for (const order of orders) {
      const rows = merge(...order.map((n) => parts[n] ?? {}), { events: [event] })
      expect(rows).toHaveLength(1)
      expect(rows[0]?.decision?.ruleName).toBe('Rose')
      expect(rows[0]?.event?.id).toBe('1-2-Gift')
      expect(rows[0]?.commands.map((trace) => trace.commandId)).toEqual(['c1', 'c2'])
      expect(rows[0]?.commands[0]?.acknowledged?.boardMs).toBe(2)
      expect(rows[0]?.commands[0]?.completed?.outcome).toBe('Done')
    }
  })

  it('is the same when it is told everything twice', () => {
    const all = { decisions: [decision], acknowledged: [command('c1')], completed: [done('c1')] }
    expect(merge(all, all)).toEqual(merge(all))
  })

  it('gives a test by hand a row of its own', () => {
    const test = command('t', {
      roomId: null,
      messageId: null,
      eventKind: null,
      ruleId: null,
      receivedAt: null,
    })
    const rows = merge({ decisions: [decision] }, { acknowledged: [test] })
    expect(rows.map((row) => row.key)).toEqual(['t', '1-2-Gift-r'])
    expect(rows[0]?.eventId).toBeUndefined()
  })

  it('stays bounded', () => {
    const decisions = Array.from({ length: timelineBound + 5 }, (_, n) => ({
      ...decision,
      messageId: String(n),
    }))
    expect(merge({ decisions })).toHaveLength(timelineBound)
  })
})

describe('pin changes', () => {
  it('know the Uno’s numbers', () => {
    expect(['PD2', 'PB0', 'PB5', 'PC0', '7', 'PX9'].map(pinNumber)).toEqual([2, 8, 13, 14, 7, undefined])
  })

  it('belong to the command whose device owns the pin, each once', () => {
    const rows = merge({ acknowledged: [command('c1')] })
    const once = mergePin(rows, pin(), wiringOf)
    expect(once[0]?.commands[0]?.pins).toHaveLength(1)
    expect(mergePin(once, pin(), wiringOf)).toBe(once)
    expect(mergePin(once, pin({ value: 0, cycle: 3_216_000 }), wiringOf)[0]?.commands[0]?.pins).toHaveLength(
      2,
    )
  })

  it('of another pin, another board or another time belong to nobody', () => {
    const rows = merge({ acknowledged: [command('c1')] }, { completed: [done('c1')] })
    expect(mergePin(rows, pin({ pin: 'PB5' }), wiringOf)).toBe(rows)
    expect(mergePin(rows, pin({ port: '/dev/ttyACM1' }), wiringOf)).toBe(rows)
    expect(mergePin(rows, pin({ wall: '2026-01-02T03:05:05.011Z' }), wiringOf)).toBe(rows)
  })

  it('of the next command do not go to the one before, whose end may not have arrived', () => {
    const fall = pin({ value: 0, cycle: 3_216_000, wall: '2026-01-02T03:04:05.211Z' })
    const next = pin({ cycle: 4_000_000, wall: '2026-01-02T03:04:05.260Z' })
    const lit = mergePin(mergePin(merge({ acknowledged: [command('c1')] }), pin(), wiringOf), fall, wiringOf)
    expect(mergePin(lit, next, wiringOf)).toBe(lit)
    const over = mergeTimeline(lit, { completed: [done('c1')] }, [])
    expect(mergePin(over, next, wiringOf)).toBe(over)
    const blinking = merge({ acknowledged: [command('c1', { action: 'BLINK' })] })
    const twice = mergePin(mergePin(blinking, pin(), wiringOf), next, wiringOf)
    expect(twice[0]?.commands[0]?.pins).toHaveLength(2)
  })

  it('that come before the board’s answer wait for it', () => {
    const early = applyPin(emptyLive, pin(), wiringOf)
    expect(early.pendingPins).toHaveLength(1)
    const update = {
      events: [],
      decisions: [],
      acknowledged: [command('c1')],
      completed: [],
      accounts: [],
      sessions: [],
      gateways: [],
      leftOut: { Like: 3 },
    }
    const late = applyUpdate(early, update, wiringOf)
    expect(late.pendingPins).toEqual([])
    expect(late.timeline[0]?.commands[0]?.pins).toHaveLength(1)
    expect(late.leftOut).toBe(3)
  })
})
