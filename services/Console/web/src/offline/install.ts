import { useSyncExternalStore } from 'react'

/** What Chromium's browsers offer where the page can be installed and is not. */
interface InstallOffer extends Event {
  prompt: () => Promise<unknown>
}

let offer: InstallOffer | null = null
const listeners = new Set<() => void>()

function set(next: InstallOffer | null) {
  offer = next
  for (const listener of listeners) listener()
}

/**
 * Keeps the pages for when there is no network, and the browser's offer to install them. Browsers do so over HTTPS and on
 * the machine itself only.
 */
export function startOffline() {
  addEventListener('beforeinstallprompt', (event) => {
    event.preventDefault()
    set(event as InstallOffer)
  })
  addEventListener('appinstalled', () => set(null))
  // While pages are developed they come from elsewhere.
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  // After the first view: it must not wait for files that it does not show.
  addEventListener('load', () => void navigator.serviceWorker.register('/sw.js').catch(() => undefined))
}

/** Installs the pages as an app; null where the browser does not offer it. */
export function useInstall(): (() => void) | null {
  const now = useSyncExternalStore(subscribe, () => offer)
  return now && (() => void now.prompt().then(() => set(null)))
}

function subscribe(listener: () => void) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
