// The Console's own API: /api/auth, /api/devices, /api/live, /api/services and the hub /hubs/live.
import { call, foreign, post, problem } from './http'

export type Role = 'Admin' | 'Manager' | 'Sender'

export interface SignedIn {
  userId: string
  name: string
  role: Role
  workspaceId: string
  workspaceName: string
  mustChangePassword: boolean
  hasSecondFactor: boolean
  /** The session may do nothing else until then. */
  mustSetUpSecondFactor: boolean
}

export const isManager = (member: SignedIn) => member.role !== 'Sender'

/** What is stopped by itself: one of these; none is everything of the workspace. */
export interface StopScope {
  gatewayId?: string | null
  boardId?: string | null
  accountId?: string | null
}

export interface Latch extends StopScope {
  stopId: string
  requestedBy: string
  requestedAt: string
}

/** All that is stopped. */
export interface Latches {
  emergencyStop: Latch | null
  stoppedParts: Latch[]
}

export type BoardState = 'Connecting' | 'Ready' | 'EmergencyStopped' | 'Failing' | 'Quarantined' | 'Offline'

export interface Device {
  deviceId: string
  type: string
  pins: number[]
  maxMs: number
  active: boolean
}

export interface Board {
  boardId: string
  port: string
  state: BoardState
  detail?: string | null
  firmware?: string | null
  devices: Device[]
  boardMs?: number | null
  lineErrors: number
}

export interface Gateway {
  gatewayId: string
  at: string
  silent: boolean
  emergencyStopped: boolean
  /** Somebody beside the boards has stopped it, whatever was pressed here since. */
  stoppedAtPc: boolean
  stoppedAccounts: string[]
  detail?: string | null
  boards: Board[]
}

export interface DevicesView extends Latches {
  gateways: Gateway[]
}

export interface Viewer {
  userId: string
  handle?: string | null
  nickname?: string | null
  roles: string[]
}

export interface FeedItem {
  id: string
  accountId: string
  roomId: string
  messageId: string
  kind: string
  at: string
  receivedAt: string
  history: boolean
  viewer?: Viewer | null
  gift?: { giftId: string; name?: string | null; coins: number; repeatCount: number; credited: number } | null
  text?: string | null
  likes?: number | null
}

export interface Decision {
  decisionId: string
  accountId: string
  roomId: string
  messageId: string
  eventKind: string
  ruleId: string
  ruleName: string
  viewerId?: string | null
  viewerName?: string | null
  outcome: string
  reason?: string | null
  commandIds: string[]
  decidedAt: string
}

export interface Command {
  commandId: string
  accountId?: string | null
  gatewayId: string
  boardId: string
  deviceId: string
  action: string
  at: string
  outcome?: string | null
  detail?: string | null
  durationMs?: number | null
  ranMs?: number | null
  boardMs?: number | null
  pathMs?: number | null
  roomId?: string | null
  messageId?: string | null
  eventKind?: string | null
  ruleId?: string | null
  receivedAt?: string | null
}

export type AccountState = 'Stopped' | 'Offline' | 'Connecting' | 'Live' | 'Stale' | 'Failing'

export interface Account {
  accountId: string
  handle: string
  state: AccountState
  detail?: string | null
  roomId?: string | null
  since: string
  unknownMessages: number
  undecodableMessages: number
  spooledFrames: number
}

export interface Totals {
  events: number
  gifts: number
  coins: number
  comments: number
  likes: number
  follows: number
  shares: number
  joins: number
  viewers: number
  peakViewers: number
  actionsDone: number
  actionsNotDone: number
  gaps: number
}

export interface Leader {
  rank: number
  userId: string
  handle?: string | null
  nickname?: string | null
  coins: number
  gifts: number
}

export interface Session {
  accountId: string
  liveSessionId: string
  roomId: string
  startedAt: string
  endedAt?: string | null
  totals: Totals
  /** Left out where only the totals are told: of rooms that this screen does not show. */
  leaderboard?: Leader[] | null
}

export interface LiveUpdate {
  events: FeedItem[]
  decisions: Decision[]
  acknowledged: Command[]
  completed: Command[]
  accounts: Account[]
  sessions: Session[]
  gateways: Gateway[]
  /** User ids of people who were erased: what is held of them goes. */
  erased: string[]
  leftOut: Record<string, number>
}

/** Who signed in; or a ticket where a code is asked for too. */
export const signIn = (user: string, password: string) =>
  post<{ member: SignedIn } | { ticket: string }>('/api/auth/login', { user, password })
export const signOut = () => post<undefined>('/api/auth/logout')
/** Null where nobody is signed in. */
export const whoAmI = () =>
  call<SignedIn>('/api/auth/me').catch((error: unknown) => {
    if (problem(error).status === 401) return null
    throw error
  })
export const changePassword = (current: string, next: string) =>
  post<{ member: SignedIn }>('/api/auth/password', { current, new: next }).then((answer) => answer.member)
export const readServices = () => call<string[]>('/api/services')
export const readDevices = () => call<DevicesView>('/api/devices')
export const readLive = () => call<LiveUpdate>('/api/live')

/** The Console gives the broker 2 s; longer than this, in ms, nobody at the boards waits to be told. */
const stopPatience = 5_000

/** Fails with whatever is not the latch itself: only that says that the stop was taken. */
export const emergencyStop = (scope: StopScope = {}) =>
  call<Latch | undefined>('/api/devices/emergency-stop', {
    method: 'POST',
    body: scope,
    timeout: stopPatience,
  }).then((latch) => {
    if (typeof latch?.stopId === 'string') return latch
    throw foreign()
  })

/** Takes a stop as well as its scope: of it, what it stops is sent alone. */
export const resetEmergencyStop = ({ gatewayId, boardId, accountId }: StopScope = {}) =>
  post<undefined>('/api/devices/emergency-stop/reset', { gatewayId, boardId, accountId })
