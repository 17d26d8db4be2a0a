import { useSyncExternalStore } from 'react'
import { problem } from '../api/http'

/** An emergency stop that was pressed here and did not get through. */
export interface StopFailure {
  /** When it failed, in ms since 1970 by this machine's clock. */
  at: number
  status: number
  title: string
  detail: string
}

/** Kept by the tab: a page that is loaded again, or the way through the sign-in, must not hide it. */
const place = 'liveops.stopFailure'

let failure: StopFailure | null = read()
let throughAt = -Infinity
const listeners = new Set<() => void>()

function set(next: StopFailure | null) {
  failure = next
  for (const listener of listeners) listener()
  try {
    if (next === null) sessionStorage.removeItem(place)
    else sessionStorage.setItem(place, JSON.stringify(next))
  } catch {
    // Without storage it lasts as long as the page.
  }
}

export const stopFailure = {
  now: () => failure,
  /** `pressedAt` in ms since 1970. A later press that got through stands: the boards are off. */
  failed: (error: unknown, pressedAt: number) => {
    const { status, title, detail } = problem(error)
    if (pressedAt > throughAt) set({ at: Date.now(), status, title, detail })
  },
  through: (pressedAt: number) => {
    throughAt = Math.max(throughAt, pressedAt)
    if (failure !== null) set(null)
  },
  dismiss: () => set(null),
}

export const useStopFailure = (): StopFailure | null => useSyncExternalStore(subscribe, stopFailure.now)

/** What to do now, for whoever stands beside the boards: a text of the room `stop`. */
export function stopAdvice({ status }: Pick<StopFailure, 'status'>, signedIn: boolean) {
  if (!signedIn) return 'failed.signedOut' as const
  return status === 401 ? ('failed.signedIn' as const) : ('failed.again' as const)
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function read(): StopFailure | null {
  try {
    return JSON.parse(sessionStorage.getItem(place) ?? 'null') as StopFailure | null
  } catch {
    return null
  }
}
