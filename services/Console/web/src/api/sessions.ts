// Analytics' API of live sessions, passed through under /api/analytics: docs/sessions.md is its reference.
import type { Leader, Totals } from './console'
import { call } from './http'

export interface Page<T> {
  items: T[]
  /** Where the next page begins; null on the last one. */
  next: string | null
}

export interface LiveSession {
  id: string
  accountId: string
  startedAt: string
  endedAt: string | null
  totals: Totals
  totalViewers: number | null
  gapMs: number
  leaderboard: Leader[] | null
}

export interface BestMinute {
  at: string
  /** Since the start of the session. */
  minute: number
  value: number
}

export interface Times {
  count: number
  p50: number | null
  p95: number | null
}

export interface Gap {
  from: string
  to: string | null
  reason: string | null
}

export interface SessionSummary {
  session: LiveSession
  isLive: boolean
  durationMs: number
  averageViewers: number | null
  peakViewers: number
  perMinute: Record<'coins' | 'gifts' | 'likes' | 'comments', number>
  bestMinutes: Record<'byCoins' | 'byLikes' | 'byComments', BestMinute[]>
  actions: {
    completed: number
    done: number
    /** 0 to 1; null before the first one ends. */
    successRate: number | null
    byOutcome: Record<string, number>
    refused: Record<string, number>
    boardMs: Times
    pathMs: Times
  }
  newFollowers: number
  likesBefore: number
  earnings: { giftedCoins: number; estimatedDiamonds: number; note: string }
}

export const curveNames = ['coins', 'gifts', 'comments', 'likes', 'follows', 'shares', 'joins'] as const
export type CurveName = (typeof curveNames)[number]

export interface Timeline extends Record<CurveName, number[]> {
  bucketMinutes: number
  at: string[]
  /** Null where TikTok did not tell. */
  viewers: (number | null)[]
  inGap: boolean[]
}

export interface SessionEvent {
  messageId: string
  kind: string
  at: string
  userId: string | null
  handle: string | null
  nickname: string | null
  text: string | null
  giftId: string | null
  giftName: string | null
  coins: number | null
  repeatCount: number | null
  credited: number | null
  likes: number | null
  viewers: number | null
  actions: { ruleName: string | null; decision: string | null; outcome: string | null }[]
}

export interface SessionAction {
  id: string
  ruleName: string | null
  decision: string | null
  reason: string | null
  viewerName: string | null
  decidedAt: string | null
  gatewayId: string | null
  boardId: string | null
  deviceId: string | null
  action: string | null
  outcome: string | null
  detail: string | null
  completedAt: string | null
  boardMs: number | null
  pathMs: number | null
}

export interface Reconciliation {
  figures: {
    what: string
    ours: number | null
    room: number | null
    difference: number | null
    meaning: string
  }[]
  meaning: string
  leftOut: string
}

export interface Correlations {
  activities: {
    activity: string
    finding: string
    best: { lag: number; coefficient: number | null; minutes: number; needed: number | null } | null
    sentence: string
  }[]
  method: string
  caveat: string
}

export interface Compared {
  session: LiveSession
  durationMs: number
  averageViewers: number | null
  curves: Timeline
}

export interface Comparison {
  a: Compared
  b: Compared
  /** B divided by A; null where A is nothing. */
  bToA: Record<string, number | null>
}

const root = '/api/analytics'
const of = (id: string) => `${root}/live-sessions/${encodeURIComponent(id)}`

/** Leaves out what is not said. */
export const query = (values: Record<string, string | number | boolean | null | undefined>) => {
  const said = Object.entries(values).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  )
  return said.length === 0
    ? ''
    : `?${new URLSearchParams(said.map(([name, value]) => [name, String(value)])).toString()}`
}

export const readSessions = (asked: {
  accountId?: string | undefined
  after?: string | undefined
  limit?: number
}) => call<Page<LiveSession>>(`${root}/live-sessions${query(asked)}`)
export const readSummary = (id: string) => call<SessionSummary>(`${of(id)}/summary`)
export const readTimeline = (id: string, bucket: '1m' | '5m' | '15m') =>
  call<Timeline>(`${of(id)}/timeline${query({ bucket })}`)
export const readReconciliation = (id: string) => call<Reconciliation>(`${of(id)}/reconciliation`)
export const readCorrelations = (id: string) => call<Correlations>(`${of(id)}/correlations`)
export const compareSessions = (a: string, b: string) =>
  call<Comparison>(`${root}/live-sessions/compare${query({ a, b })}`)
export const readSessionEvents = (
  id: string,
  asked: {
    kind?: string
    after?: string | undefined
    newestFirst?: boolean
    from?: string | undefined
    limit?: number
  },
) => call<Page<SessionEvent>>(`${of(id)}/events${query(asked)}`)
export const readSessionActions = (id: string, after: string | undefined) =>
  call<Page<SessionAction>>(`${of(id)}/actions${query({ after })}`)

/** A file that the browser downloads while it is being made. */
export const exportOf = (
  table: 'sessions' | 'gifts' | 'comments' | 'actions',
  format: string,
  accountId?: string,
) => `${root}/export/${table}${query({ format, accountId })}`
