import type { Account, AccountState, Board, DevicesView, Session } from '../api/console'
import type { WatchedAccount } from '../api/ingestion'
import type { Binding } from '../api/rules'
import { paceOf, type Paces } from '../live/pace'

/** What the control room shows of one account. */
export interface ControlRow {
  account: WatchedAccount
  connection: Account
  /** The running session; undefined while there is none. */
  session: Session | undefined
  pace: ReturnType<typeof paceOf>
  board: BoardHealth
}

export type BoardHealth =
  | { kind: 'none' }
  /** Bound to a board that no gateway has. */
  | { kind: 'missing'; boardId: string }
  | { kind: 'board'; boardId: string; state: Board['state']; detail: string | null | undefined }

export interface Known {
  connections: Readonly<Record<string, Account>>
  sessions: Readonly<Record<string, Session>>
  paces: Paces
  bindings: readonly Binding[]
  devices: DevicesView | undefined
}

export function rowsOf(accounts: readonly WatchedAccount[], known: Known, now: number): ControlRow[] {
  const bindings = new Map(known.bindings.map(({ accountId, boardId }) => [accountId, boardId]))
  return accounts.map((account) => {
    const session = known.sessions[account.id]
    return {
      account,
      connection: connectionOf(account, known.connections[account.id]),
      session: session && !session.endedAt ? session : undefined,
      pace: paceOf(known.paces[account.id], now),
      board: boardOf(bindings.get(account.id), known.devices),
    }
  })
}

/** What the hub said, unless the list is newer; one that a member stopped is so, whatever was heard last. */
function connectionOf({ id, handle, status, enabled }: WatchedAccount, heard: Account | undefined): Account {
  const listed = { ...status, accountId: id, handle }
  // The service may need a moment to leave the room.
  if (!enabled) return listed.state === 'Stopped' ? listed : { ...listed, state: 'Stopped', detail: null }
  if (!heard) return listed
  return Date.parse(listed.since) > Date.parse(heard.since) ? listed : heard
}

function boardOf(boardId: string | undefined, devices: DevicesView | undefined): BoardHealth {
  if (boardId === undefined) return { kind: 'none' }
  const boards = (devices?.gateways ?? []).flatMap((gateway) =>
    gateway.boards.map((board) => ({ ...board, state: gateway.silent ? 'Offline' : board.state })),
  ) as Board[]
  const board =
    boardId === '*'
      ? (boards.find(({ state }) => state === 'Ready') ?? boards[0])
      : boards.find((one) => one.boardId === boardId)
  return board
    ? { kind: 'board', boardId: board.boardId, state: board.state, detail: board.detail }
    : { kind: 'missing', boardId }
}

export const shows = ['all', 'live', 'trouble'] as const
export type Show = (typeof shows)[number]

const troubled: readonly AccountState[] = ['Stale', 'Failing']

/** Somebody has to look at it. */
export const isTroubled = ({ connection, board }: ControlRow) =>
  troubled.includes(connection.state) ||
  connection.spooledFrames > 0 ||
  board.kind === 'missing' ||
  (board.kind === 'board' && board.state !== 'Ready' && connection.state === 'Live')

/** Those that fit, whoever is live first, then by handle: a row keeps its place while its numbers change. */
export function chosenOf(rows: readonly ControlRow[], show: Show, text: string): ControlRow[] {
  const wanted = text.trim().replace(/^@/, '').toLocaleLowerCase()
  return rows
    .filter((row) => show === 'all' || (show === 'live' ? row.connection.state === 'Live' : isTroubled(row)))
    .filter(({ account }) => `${account.handle}\n${account.displayName}`.toLocaleLowerCase().includes(wanted))
    .sort(
      (a, b) =>
        Number(b.connection.state === 'Live') - Number(a.connection.state === 'Live') ||
        a.account.handle.localeCompare(b.account.handle),
    )
}
