import { useSyncExternalStore } from 'react'
import type { LiveUpdate } from '../api/console'
import type { PinChange } from '../api/rehearsal'
import { applyPin, applyUpdate, emptyLive, type LiveState } from './liveState'
import type { WiringOf } from './pins'

export type Link = 'connecting' | 'connected' | 'reconnecting' | 'away'

interface Stored {
  live: LiveState
  link: Link
}

let stored: Stored = { live: emptyLive, link: 'connecting' }
const listeners = new Set<() => void>()

function set(next: Stored) {
  stored = next
  for (const listener of listeners) listener()
}

/** Outside of React: twenty updates a second redraw only what reads the part that changed. */
export const liveStore = {
  update: (update: LiveUpdate, wiringOf: WiringOf) =>
    set({ ...stored, live: applyUpdate(stored.live, update, wiringOf) }),
  pin: (pin: PinChange, wiringOf: WiringOf) => set({ ...stored, live: applyPin(stored.live, pin, wiringOf) }),
  link: (link: Link) => set({ ...stored, link }),
  clear: () => set({ live: emptyLive, link: 'connecting' }),
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
