import type { Account, FeedItem, LiveUpdate, Session } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import { mergeFeed } from './feed'
import { paced, type Paces } from './pace'
import { givePins, type WiringOf } from './pins'
import { mergeTimeline, type TimelineRow } from './timeline'

/** Everything that the live screen shows. */
export interface LiveState {
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
  feed: [],
  timeline: [],
  accounts: {},
  sessions: {},
  paces: {},
  leftOut: 0,
  pendingPins: [],
}

const pendingBound = 100

export function applyUpdate(state: LiveState, update: LiveUpdate, wiringOf: WiringOf): LiveState {
  const feed = mergeFeed(state.feed, update.events)
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

function putSessions(known: Readonly<Record<string, Session>>, sessions: readonly Session[]) {
  const newer = sessions.filter(
    (session) =>
      Date.parse(known[session.accountId]?.startedAt ?? session.startedAt) <= Date.parse(session.startedAt),
  )
  return put(known, newer, (session) => session.accountId)
}
