// Analytics' API, passed through under /api/analytics: what is on the books.
import type { Command, Decision, FeedItem, Leader, LiveUpdate, Session, Totals } from './console'
import { call } from './http'

interface SessionAnswer {
  id: string
  accountId: string
  roomId: string
  startedAt: string
  endedAt?: string | null
  totals: Totals
  leaderboard?: Leader[] | null
}

const sessions = '/api/analytics/live-sessions'

/** The account's last live session with its first gifters; null where it had none yet. */
export async function readLastSession(accountId: string): Promise<Session | null> {
  const page = await call<{ items: SessionAnswer[] }>(`${sessions}?accountId=${accountId}&limit=1`)
  const last = page.items[0]
  if (last === undefined) return null
  const { id, leaderboard, ...rest } = await call<SessionAnswer>(`${sessions}/${last.id}`)
  return { ...rest, liveSessionId: id, leaderboard: leaderboard ?? [] }
}

interface ActionAnswer {
  id: string
  accountId?: string | null
  roomId?: string | null
  messageId?: string | null
  eventKind?: string | null
  ruleId?: string | null
  ruleName?: string | null
  decisionId?: string | null
  decision?: string | null
  reason?: string | null
  viewerId?: string | null
  viewerName?: string | null
  decidedAt?: string | null
  gatewayId?: string | null
  boardId?: string | null
  deviceId?: string | null
  action?: string | null
  durationMs?: number | null
  outcome?: string | null
  detail?: string | null
  completedAt?: string | null
  boardMs?: number | null
  pathMs?: number | null
  ranMs?: number | null
  /** What happened then, where that is on the books. */
  cause?: {
    at: string
    giftId?: string | null
    giftName?: string | null
    coins?: number | null
    repeatCount?: number | null
    credited?: number | null
    likes?: number | null
    text?: string | null
  } | null
}

/** The account's last actions, in the form in which the hub tells new ones, and the events that caused them. */
export async function readActions(accountId: string): Promise<{ update: LiveUpdate; causes: FeedItem[] }> {
  const page = await call<{ items: ActionAnswer[] }>(`/api/analytics/actions?accountId=${accountId}&limit=40`)
  const update = {
    events: [],
    decisions: page.items.flatMap(decisionOf),
    acknowledged: [],
    completed: page.items.flatMap(commandOf),
    accounts: [],
    sessions: [],
    gateways: [],
    erased: [],
    leftOut: {},
  }
  return { update, causes: page.items.flatMap(causeOf) }
}

function causeOf(action: ActionAnswer): FeedItem[] {
  const { accountId, roomId, messageId, eventKind, cause } = action
  if (!accountId || !roomId || !messageId || !eventKind || !cause) return []
  return [
    {
      // As the hub names events.
      id: `${roomId}-${messageId}-${eventKind}`,
      accountId,
      roomId,
      messageId,
      kind: eventKind,
      at: cause.at,
      receivedAt: cause.at,
      history: false,
      viewer: action.viewerName
        ? { userId: action.viewerId ?? '', nickname: action.viewerName, roles: [] }
        : null,
      gift: cause.giftId
        ? {
            giftId: cause.giftId,
            name: cause.giftName,
            coins: cause.coins ?? 0,
            repeatCount: cause.repeatCount ?? 1,
            credited: cause.credited ?? 0,
          }
        : null,
      text: cause.text,
      likes: cause.likes,
    },
  ]
}

function decisionOf(action: ActionAnswer): Decision[] {
  const { accountId, roomId, messageId, eventKind, ruleId, decisionId, decision, decidedAt } = action
  if (!accountId || !roomId || !messageId || !eventKind || !ruleId || !decisionId || !decision || !decidedAt)
    return []
  return [
    {
      decisionId,
      accountId,
      roomId,
      messageId,
      eventKind,
      ruleId,
      ruleName: action.ruleName ?? 'a rule that is gone',
      viewerName: action.viewerName,
      outcome: decision,
      reason: action.reason,
      // A decision that sent no command stands under its own id.
      commandIds: action.id === decisionId ? [] : [action.id],
      decidedAt,
    },
  ]
}

function commandOf(action: ActionAnswer): Command[] {
  const { gatewayId, boardId, deviceId, completedAt } = action
  if (!gatewayId || !boardId || !deviceId || !action.action || !completedAt) return []
  const cause = action.ruleId ? action : { roomId: null, messageId: null, eventKind: null, ruleId: null }
  return [
    {
      commandId: action.id,
      accountId: action.accountId,
      gatewayId,
      boardId,
      deviceId,
      action: action.action,
      at: completedAt,
      outcome: action.outcome,
      detail: action.detail,
      durationMs: action.durationMs,
      ranMs: action.ranMs,
      boardMs: action.boardMs,
      pathMs: action.pathMs,
      roomId: cause.roomId,
      messageId: cause.messageId,
      eventKind: cause.eventKind,
      ruleId: cause.ruleId,
      receivedAt: action.decidedAt,
    },
  ]
}
