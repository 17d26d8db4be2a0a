import { describe, expect, it } from 'vitest'
import type { FeedItem, LiveUpdate, Session } from '../api/console'
import { applyBooked, applyRoom, applyUpdate, emptyLive, showRoom, type LiveState } from './liveState'

const item = (id: number, accountId = 'a'): FeedItem => ({
  id: String(id),
  accountId,
  roomId: '1',
  messageId: String(id),
  kind: 'Chat',
  at: '2026-01-02T03:04:05Z',
  receivedAt: '2026-01-02T03:04:05Z',
  history: false,
})

const session = (change: Partial<Session> = {}): Session => ({
  accountId: 'a',
  liveSessionId: 's1',
  roomId: '1',
  startedAt: '2026-01-02T03:00:00Z',
  totals: {} as Session['totals'],
  ...change,
})

const update = (change: Partial<LiveUpdate>): LiveUpdate => ({
  events: [],
  decisions: [],
  acknowledged: [],
  completed: [],
  accounts: [],
  sessions: [],
  gateways: [],
  erased: [],
  leftOut: {},
  ...change,
})

const noWiring = () => undefined
const take = (state: LiveState, change: Partial<LiveUpdate>) => applyUpdate(state, update(change), noWiring)
const ids = (state: LiveState) => state.feed.map(({ id }) => id)

describe('the room that is shown', () => {
  it('begins empty, and hears nothing of the one before', () => {
    const before = take(showRoom(emptyLive, 'a'), { events: [item(1)], leftOut: { Like: 3 } })
    expect(ids(before)).toEqual(['1'])
    const other = showRoom(before, 'b')
    expect([other.feed, other.leftOut]).toEqual([[], 0])
    expect(ids(take(other, { events: [item(2), item(3, 'b')] }))).toEqual(['3'])
  })

  it('is not emptied by being shown again', () => {
    const state = take(showRoom(emptyLive, 'a'), { events: [item(1)] })
    expect(showRoom(state, 'a')).toBe(state)
  })

  it('puts the last that happened under what was pushed meanwhile', () => {
    const pushed = take(showRoom(emptyLive, 'a'), { events: [item(3), item(4)] })
    const last = update({ events: [item(1), item(2), item(3)] })
    expect(ids(applyRoom(pushed, last, noWiring))).toEqual(['4', '3', '2', '1'])
  })

  it('keeps the leaderboard of a session while totals alone are told', () => {
    const leaderboard = [{ rank: 1, userId: '7', coins: 5, gifts: 1 }]
    const known = take(emptyLive, { sessions: [session({ leaderboard })] })
    const told = take(known, { sessions: [session()] })
    expect(told.sessions.a?.leaderboard).toEqual(leaderboard)
    const next = take(told, {
      sessions: [session({ liveSessionId: 's2', startedAt: '2026-01-02T05:00:00Z' })],
    })
    expect(next.sessions.a?.leaderboard).toBeUndefined()
  })

  it('says of actions on the books what was sent, and keeps that out of the feed', () => {
    const cause = { roomId: '1', messageId: '2', eventKind: 'Gift', ruleId: 'r' }
    const booked = update({
      decisions: [
        {
          ...cause,
          decisionId: 'd',
          accountId: 'a',
          ruleName: 'Rose',
          outcome: 'Fired',
          commandIds: [],
          decidedAt: '2026-01-02T03:04:05Z',
        },
      ],
    })
    const sent = { ...item(2), id: '1-2-Gift', kind: 'Gift' }
    const state = applyBooked(showRoom(emptyLive, 'a'), booked, [sent])
    expect(state.timeline[0]?.event).toEqual(sent)
    expect(state.feed).toEqual([])
  })
})

describe('people who were erased', () => {
  it('are in nothing that is shown, and what was done stays', () => {
    const viewer = { userId: '7', nickname: 'Fira', roles: [] }
    const cause = { roomId: '1', messageId: '2', eventKind: 'Gift', ruleId: 'r' }
    const decision = {
      ...cause,
      decisionId: 'd',
      accountId: 'a',
      ruleName: 'Rose',
      viewerId: '7',
      viewerName: 'Fira',
      outcome: 'Fired',
      commandIds: [],
      decidedAt: '2026-01-02T03:04:05Z',
    }
    const sent = { ...item(2), id: '1-2-Gift', kind: 'Gift', viewer, text: 'for you' }
    const leaderboard = [
      { rank: 1, userId: '7', nickname: 'Fira', coins: 5, gifts: 1 },
      { rank: 2, userId: '8', coins: 1, gifts: 1 },
    ]
    const known = take(showRoom(emptyLive, 'a'), {
      events: [item(1), sent],
      decisions: [decision],
      sessions: [session({ leaderboard })],
    })
    expect(JSON.stringify(known)).toContain('Fira')
    const after = take(known, { erased: ['7'] })
    expect(JSON.stringify(after)).not.toMatch(/Fira|for you|"7"/)
    expect(ids(after)).toEqual(['1'])
    expect(after.timeline[0]?.decision?.ruleName).toBe('Rose')
    expect(after.sessions.a?.leaderboard).toHaveLength(1)
  })
})
