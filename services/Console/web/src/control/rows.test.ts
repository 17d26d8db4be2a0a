import { expect, test } from 'vitest'
import type { Account, DevicesView, Session } from '../api/console'
import type { WatchedAccount } from '../api/ingestion'
import { chosenOf, isTroubled, rowsOf, type Known } from './rows'

const account = (
  id: string,
  state: Account['state'],
  extra: Partial<WatchedAccount> = {},
): WatchedAccount => ({
  id,
  handle: `handle.${id}`,
  displayName: `Name ${id}`,
  timeZone: 'UTC',
  source: 'tiktok',
  enabled: true,
  status: {
    state,
    since: '2026-01-01T00:00:00Z',
    unknownMessages: 0,
    undecodableMessages: 0,
    spooledFrames: 0,
  },
  ...extra,
})

const devices = {
  emergencyStop: null,
  stoppedParts: [],
  gateways: [
    {
      gatewayId: 'pc1',
      silent: false,
      boards: [
        { boardId: 'AA', state: 'Failing' },
        { boardId: 'BB', state: 'Ready' },
      ],
    },
    { gatewayId: 'pc2', silent: true, boards: [{ boardId: 'CC', state: 'Ready' }] },
  ],
} as unknown as DevicesView

const known = (extra: Partial<Known> = {}): Known => ({
  connections: {},
  sessions: {},
  paces: {},
  bindings: [],
  devices,
  ...extra,
})

test('the hub is believed where it is newer, and nothing of it once a member has stopped the account', () => {
  const heard = { accountId: 'a', handle: 'x', state: 'Stale', since: '2026-01-02T00:00:00Z' } as Account
  const connections = { a: heard }
  expect(rowsOf([account('a', 'Live')], known({ connections }), 0)[0]?.connection.state).toBe('Stale')
  const stopped = account('a', 'Stopped', { enabled: false })
  expect(rowsOf([stopped], known({ connections }), 0)[0]?.connection.state).toBe('Stopped')
  const leaving = account('a', 'Failing', { enabled: false })
  expect(rowsOf([leaving], known({ connections }), 0)[0]?.connection.state).toBe('Stopped')
  const newer = account('a', 'Live')
  newer.status.since = '2026-01-03T00:00:00Z'
  expect(rowsOf([newer], known({ connections }), 0)[0]?.connection.state).toBe('Live')
})

test('a board is what its account is bound to, as its gateway is', () => {
  const board = (boardId: string | null) =>
    rowsOf(
      [account('a', 'Live')],
      known({ bindings: boardId === null ? [] : [{ accountId: 'a', boardId }] }),
      0,
    )[0]
  expect(board(null)?.board).toEqual({ kind: 'none' })
  expect(board('AA')?.board).toMatchObject({ state: 'Failing' })
  expect(board('*')?.board).toMatchObject({ boardId: 'BB', state: 'Ready' })
  expect(board('CC')?.board).toMatchObject({ state: 'Offline' })
  expect(board('DD')?.board).toEqual({ kind: 'missing', boardId: 'DD' })
  expect([null, 'AA', '*', 'CC', 'DD'].map((id) => board(id)).map((row) => row && isTroubled(row))).toEqual([
    false,
    true,
    false,
    true,
    true,
  ])
})

test('a session that has ended is no longer shown as running', () => {
  const session = { accountId: 'a', endedAt: '2026-01-01T00:00:00Z' } as Session
  expect(rowsOf([account('a', 'Live')], known({ sessions: { a: session } }), 0)[0]?.session).toBeUndefined()
})

test('the live ones come first, found by handle or name', () => {
  const rows = rowsOf([account('c', 'Offline'), account('b', 'Failing'), account('a', 'Live')], known(), 0)
  const ids = (...how: [Parameters<typeof chosenOf>[1], string]) =>
    chosenOf(rows, ...how).map((row) => row.account.id)
  expect(ids('all', '')).toEqual(['a', 'b', 'c'])
  expect(ids('live', '')).toEqual(['a'])
  expect(ids('trouble', '')).toEqual(['b'])
  expect(ids('all', '@HANDLE.C')).toEqual(['c'])
  expect(ids('all', 'name b')).toEqual(['b'])
})
