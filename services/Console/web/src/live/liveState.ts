import type { Account, FeedItem, LiveUpdate, Session } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import { mergeFeed } from './feed'
import { paced, type Paces } from './pace'
import { givePins, type WiringOf } from './pins'
import { accountOf, attachEvents, mergeTimeline, type TimelineRow } from './timeline'

/** Everything that the live screen shows. */
export interface LiveState {
  /** The account whose room is shown: feed and timeline are of it. */
  room: string | null
  feed: readonly FeedItem[]
  timeline: readonly TimelineRow[]
  accounts: Readonly<Record<string, Account>>
  /** The last session of each account. */
  sessions: Readonly<Record<string, Session>>
  /** How the numbers of each account's session went in the last minute. */
  paces: Paces
  /** Events that were too many to show, since this page was opened. */
  leftOut: number
  /** Pin changes whose command has not been heard of yet, oldest first. */
  pendingPins: readonly PinChange[]
}

export const emptyLive: LiveState = {
  room: null,
  feed: [],
  timeline: [],
  accounts: {},
  sessions: {},
  paces: {},
  leftOut: 0,
  pendingPins: [],
}

const pendingBound = 100

/** Begins anew with another account's room. Tests by hand belong to none, and stay. */
export const showRoom = (state: LiveState, room: string | null): LiveState =>
  state.room === room
    ? state
    : {
        ...state,
        room,
        feed: [],
        leftOut: 0,
        timeline: state.timeline.filter((row) => accountOf(row) === undefined),
      }

/** The last that happened in the room, as it was asked for: what was pushed meanwhile is newer. */
export function applyRoom(state: LiveState, last: LiveUpdate, wiringOf: WiringOf): LiveState {
  const feed = mergeFeed(mergeFeed([], last.events), [...state.feed].reverse())
  return applyUpdate({ ...state, feed }, last, wiringOf)
}

export function applyUpdate(before: LiveState, update: LiveUpdate, wiringOf: WiringOf): LiveState {
  const state = update.erased.length > 0 ? withoutErased(before, new Set(update.erased)) : before
  // What was under way when another room was chosen still comes.
  const events = update.events.filter(({ accountId }) => accountId === state.room)
  const feed = mergeFeed(state.feed, events)
  const timeline = mergeTimeline(state.timeline, update, feed)
  const next: LiveState = {
    ...state,
    feed,
    timeline,
    accounts: put(state.accounts, update.accounts, (account) => account.accountId),
    sessions: putSessions(state.sessions, update.sessions),
    paces: paced(state.paces, update.sessions, Date.now()),
    leftOut: state.leftOut + Object.values(update.leftOut).reduce((sum, count) => sum + count, 0),
  }
  return timeline === state.timeline ? next : dealPins(next, state.pendingPins, wiringOf)
}

/** What was done stays, for whom is forgotten. */
function withoutErased(state: LiveState, erased: ReadonlySet<string>): LiveState {
  const isErased = (userId: string | null | undefined) =>
    userId !== null && userId !== undefined && erased.has(userId)
  const timeline = state.timeline.map(({ event, decision, ...row }) => ({
    ...row,
    ...(event && { event: isErased(event.viewer?.userId) ? { ...event, viewer: null, text: null } : event }),
    ...(decision && {
      decision: isErased(decision.viewerId) ? { ...decision, viewerId: null, viewerName: null } : decision,
    }),
  }))
  const sessions = Object.entries(state.sessions).map(([account, session]) => [
    account,
    {
      ...session,
      leaderboard: session.leaderboard?.filter(({ userId }) => !erased.has(userId)) ?? session.leaderboard,
    },
  ])
  return {
    ...state,
    feed: state.feed.filter(({ viewer }) => !isErased(viewer?.userId)),
    timeline,
    sessions: Object.fromEntries(sessions) as LiveState['sessions'],
  }
}

/** What is on the books: the events that caused it are told beside it, and are no part of the feed. */
export function applyBooked(state: LiveState, update: LiveUpdate, causes: readonly FeedItem[]): LiveState {
  const next = applyUpdate(state, update, () => undefined)
  return { ...next, timeline: attachEvents(next.timeline, causes) }
}

export const applyPin = (state: LiveState, pin: PinChange, wiringOf: WiringOf): LiveState =>
  dealPins(state, [...state.pendingPins, pin], wiringOf)

/** The pin moves before its command's answer has travelled here: what fits no row yet waits for one. */
function dealPins(state: LiveState, changes: readonly PinChange[], wiringOf: WiringOf): LiveState {
  const { rows, waiting } = givePins(state.timeline, changes, wiringOf)
  return { ...state, timeline: rows, pendingPins: waiting.slice(-pendingBound) }
}

function put<T>(known: Readonly<Record<string, T>>, items: readonly T[], key: (item: T) => string) {
  return items.length === 0
    ? known
    : { ...known, ...Object.fromEntries(items.map((item) => [key(item), item])) }
}

/** Totals of a session come without its leaderboard more often than with it. */
function putSessions(known: Readonly<Record<string, Session>>, sessions: readonly Session[]) {
  const newer = sessions.filter(
    (session) =>
      Date.parse(known[session.accountId]?.startedAt ?? session.startedAt) <= Date.parse(session.startedAt),
  )
  const whole = newer.map((session) => {
    const before = known[session.accountId]
    return session.leaderboard || before?.liveSessionId !== session.liveSessionId
      ? session
      : { ...session, leaderboard: before.leaderboard }
  })
  return put(known, whole, (session) => session.accountId)
}
