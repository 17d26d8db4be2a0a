import { useSyncExternalStore } from 'react'
import type { Account, FeedItem, LiveUpdate, Session } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import {
  applyBooked,
  applyPin,
  applyRoom,
  applyUpdate,
  emptyLive,
  showRoom,
  type LiveState,
} from './liveState'
import type { WiringOf } from './pins'

export type Link = 'connecting' | 'connected' | 'reconnecting' | 'away'

interface Stored {
  live: LiveState
  link: Link
}

interface States {
  accounts: Account[]
  sessions: Session[]
}

const nothing: LiveUpdate = {
  events: [],
  decisions: [],
  acknowledged: [],
  completed: [],
  accounts: [],
  sessions: [],
  gateways: [],
  erased: [],
  leftOut: {},
}

let stored: Stored = { live: emptyLive, link: 'connecting' }
const listeners = new Set<() => void>()
let roomChanged = () => {}

function set(next: Stored) {
  stored = next
  for (const listener of listeners) listener()
}

/** Outside of React: twenty updates a second redraw only what reads the part that changed. */
export const liveStore = {
  update: (update: LiveUpdate, wiringOf: WiringOf) =>
    set({ ...stored, live: applyUpdate(stored.live, update, wiringOf) }),
  /** What is on the books, of before this page was opened, with the events that caused it. */
  booked: (update: LiveUpdate, causes: readonly FeedItem[]) =>
    set({ ...stored, live: applyBooked(stored.live, update, causes) }),
  /** Shows another account's room; null: none. */
  show: (room: string | null) => {
    if (stored.live.room === room) return
    set({ ...stored, live: showRoom(stored.live, room) })
    roomChanged()
  },
  room: () => stored.live.room,
  /** `tell` is called when another room is to be shown. */
  whenRoomChanges: (tell: () => void) => {
    roomChanged = tell
  },
  /** The last that happened in the room that is shown. */
  last: (last: LiveUpdate, wiringOf: WiringOf) =>
    set({ ...stored, live: applyRoom(stored.live, last, wiringOf) }),
  pin: (pin: PinChange, wiringOf: WiringOf) => set({ ...stored, live: applyPin(stored.live, pin, wiringOf) }),
  /** Of accounts and sessions, without the leaderboards. */
  now: (): States => ({
    accounts: Object.values(stored.live.accounts),
    sessions: Object.values(stored.live.sessions).map((session) => ({ ...session, leaderboard: null })),
  }),
  /** As they were before: until the connection tells better. */
  states: ({ accounts, sessions }: States) =>
    set({ ...stored, live: applyUpdate(stored.live, { ...nothing, accounts, sessions }, () => undefined) }),
  link: (link: Link) => set({ ...stored, link }),
  /** The room stays: whoever shows it does not know that the connection is another one. */
  clear: () => set({ live: { ...emptyLive, room: stored.live.room }, link: 'connecting' }),
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

/** `read` must give back a part of the state, never a new object. */
export const useLive = <T>(read: (live: LiveState) => T): T =>
  useSyncExternalStore(subscribe, () => read(stored.live))

export const useLink = (): Link => useSyncExternalStore(subscribe, () => stored.link)
