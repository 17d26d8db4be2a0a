import { describe, expect, it } from 'vitest'
import type { Command, Decision, FeedItem } from '../api/console'
import { mergeTimeline, timelineBound, type Arrived, type TimelineRow } from './timeline'

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

  it('has the newest first, also within one frame and whatever part of a row came first', () => {
    const gift = (messageId: string, decidedAt: string) => ({ ...decision, messageId, decidedAt })
    // 10 is newer than 9, and ids of TikTok differ beyond what a floating-point number holds.
    const ids = ['9', '10', '7300000000000000001', '7300000000000000002']
    const frame = ids.map((id) => gift(id, '2026-01-02T03:04:05.001Z'))
    const next = gift('8', '2026-01-02T03:04:05.003Z')
    // Its answer comes before its decision, and tells when the gift was received: before the others were decided.
    const answered = command('c8', { messageId: '8', receivedAt: '2026-01-02T03:04:05.000Z' })
    const order = (rows: readonly TimelineRow[]) => rows.map((row) => row.messageId)
    expect(order(merge({ acknowledged: [answered] }, { decisions: [...frame, next] }))).toEqual([
      '8',
      '7300000000000000002',
      '7300000000000000001',
      '10',
      '9',
    ])
    const early = command('c9', { messageId: '9', receivedAt: frame[0]?.decidedAt })
    expect(order(merge({ acknowledged: [early] }, { decisions: frame.slice(1, 2) }))).toEqual(['10', '9'])
  })

  it('stays bounded', () => {
    const decisions = Array.from({ length: timelineBound + 5 }, (_, n) => ({
      ...decision,
      messageId: String(n),
    }))
    expect(merge({ decisions })).toHaveLength(timelineBound)
  })
})
