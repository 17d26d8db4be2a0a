import { useSyncExternalStore } from 'react'

/** A key of this machine, with what is held down with it. */
export interface StopKey {
  key: string
  ctrl: boolean
  alt: boolean
  shift: boolean
  meta: boolean
}

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'shiftKey' | 'metaKey'>

/** Kept by the browser: a key is a matter of the machine, not of the member. */
const place = 'liveops.stopKey'

/** Keys that come alone and that nobody types with. */
const free = /^(F([1-9]|1\d|2[0-4])|Pause|ScrollLock|ContextMenu|Launch\w+|Media\w+|Browser\w+)$/

/** What browsers keep for themselves with Ctrl or ⌘: pages never hear of it. */
const kept = /^[tnwq]$/i

let own: StopKey | null = read()
let choices = 0
const listeners = new Set<() => void>()

/** The member's own key beside Ctrl + . (⌘ + .), which always works. */
export const stopKey = {
  now: () => own,
  /** While a key is chosen, a press of it stops nothing; Ctrl + . does. */
  isBeingChosen: () => choices > 0,
  beginChoice: () => {
    choices++
  },
  endChoice: () => {
    choices--
  },
  choose: (next: StopKey | null) => {
    own = next
    for (const listener of listeners) listener()
    try {
      if (next === null) localStorage.removeItem(place)
      else localStorage.setItem(place, JSON.stringify(next))
    } catch {
      // Without storage it lasts as long as the page.
    }
  },
}

export const useStopKey = (): StopKey | null => useSyncExternalStore(subscribe, stopKey.now)

/** Whether a press is that of the emergency stop. */
export function isStop(event: Pressed, chosen: StopKey | null): boolean {
  if (event.key === '.' && (event.ctrlKey || event.metaKey)) return true
  return (
    chosen !== null &&
    event.key.toLowerCase() === chosen.key.toLowerCase() &&
    event.ctrlKey === chosen.ctrl &&
    event.altKey === chosen.alt &&
    event.shiftKey === chosen.shift &&
    event.metaKey === chosen.meta
  )
}

/** Null while only Ctrl, Alt and the like are down; else the key, or why it cannot be one. */
export function stopKeyOf(event: Pressed): StopKey | 'typed' | 'kept' | null {
  const { key } = event
  if (['Control', 'Alt', 'AltGraph', 'Shift', 'Meta', 'Dead', 'Unidentified', 'Process'].includes(key))
    return null
  if (!free.test(key)) {
    if (!event.ctrlKey && !event.altKey && !event.metaKey) return 'typed'
    if ((event.ctrlKey || event.metaKey) && kept.test(key)) return 'kept'
  }
  return { key, ctrl: event.ctrlKey, alt: event.altKey, shift: event.shiftKey, meta: event.metaKey }
}

/** The keys by their names on the keyboard. */
export const keyNames = ({ key, ctrl, alt, shift, meta }: StopKey): string[] => [
  ...(ctrl ? ['Ctrl'] : []),
  ...(alt ? ['Alt'] : []),
  ...(shift ? ['Shift'] : []),
  ...(meta ? ['⌘'] : []),
  key === ' ' ? '␣' : key.length === 1 ? key.toUpperCase() : key,
]

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}

function read(): StopKey | null {
  try {
    const known = JSON.parse(localStorage.getItem(place) ?? 'null') as StopKey | null
    return typeof known?.key === 'string' ? known : null
  } catch {
    return null
  }
}
