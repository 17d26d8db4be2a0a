import { useSyncExternalStore } from 'react'
import type { ViewerNewsKind } from '../live/viewerNews'

/** What a member wants to be told of wherever they are. */
export interface Toasts {
  vip: boolean
  birthday: boolean
}

const place = 'liveops.viewers.toasts'
const listeners = new Set<() => void>()
let wanted = read()

function read(): Toasts {
  let kept: Partial<Toasts> = {}
  try {
    kept = (JSON.parse(localStorage.getItem(place) ?? '{}') ?? {}) as Partial<Toasts>
  } catch {
    // Without storage all of it is told.
  }
  return { vip: kept.vip !== false, birthday: kept.birthday !== false }
}

/** Kept in this browser. */
export function wantToasts(next: Toasts) {
  wanted = next
  try {
    localStorage.setItem(place, JSON.stringify(next))
  } catch {
    // Without storage it lasts until the page is left.
  }
  for (const listener of listeners) listener()
}

export const wantedToasts = () => wanted

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

export const useToasts = () => useSyncExternalStore(subscribe, wantedToasts)

export type Toast = 'promoted' | 'birthdayToday' | 'birthdayLive'

/** Which toast a piece of news is worth; null for none. */
export function toastOf(kind: ViewerNewsKind, { vip, birthday }: Toasts): Toast | null {
  if (kind === 'viewer:vip-promoted') return vip ? 'promoted' : null
  if (kind === 'viewer:birthday') return birthday ? 'birthdayToday' : null
  if (kind === 'viewer:birthday-live') return birthday ? 'birthdayLive' : null
  return null
}
