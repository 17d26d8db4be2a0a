import type { AlertNews } from '../api/alerts'

type Listener = (news: AlertNews) => void

const listeners = new Set<Listener>()

export function tellOfAlert(news: AlertNews) {
  for (const listener of listeners) listener(news)
}

/** Hears of alerts until the function that comes back is called. */
export function listenToAlerts(listener: Listener) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
