import { useSyncExternalStore } from 'react'
import type { Preferences } from '../api/settings'

/** Kept by the browser too: the first paint does not wait for the server. */
const place = 'liveops.preferences'

export const nothingPreferred: Preferences = {
  language: null,
  colours: null,
  hours: null,
  timeZone: null,
  reducedMotion: null,
  startPage: null,
  sounds: null,
  compactTables: null,
}

let own = read()
const listeners = new Set<() => void>()

/** What the member likes, as last known here. */
export const preferences = {
  now: () => own,
  take: (next: Preferences) => {
    own = next
    mark(next)
    try {
      localStorage.setItem(place, JSON.stringify(next))
    } catch {
      // Without storage it is read anew each time.
    }
    for (const listener of listeners) listener()
  },
}

export const usePreferences = (): Preferences => useSyncExternalStore(subscribe, preferences.now)

/** What styles ask for. */
export function mark({ reducedMotion, compactTables }: Preferences, root = document.documentElement) {
  root.toggleAttribute('data-still', reducedMotion === true)
  root.toggleAttribute('data-compact', compactTables === true)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function read(): Preferences {
  try {
    const kept = JSON.parse(localStorage.getItem(place) ?? 'null') as Partial<Preferences> | null
    return { ...nothingPreferred, ...kept }
  } catch {
    return nothingPreferred
  }
}
