/** What has happened to a viewer, as the hub names it. */
export const viewerNews = [
  'viewer:new',
  'viewer:updated',
  'viewer:vip-promoted',
  'viewer:vip-set',
  'viewer:vip-removed',
  'viewer:birthday',
  'viewer:birthday-live',
  'viewer:online',
  'viewer:offline',
] as const

export type ViewerNewsKind = (typeof viewerNews)[number]

export interface ViewerNews {
  newsId: string
  accountId: string
  userId: string
  username?: string | null
  displayName?: string | null
  vipTier?: number | null
  vipTierName?: string | null
  age?: number | null
  at: string
}

type Listener = (kind: ViewerNewsKind, news: ViewerNews) => void

const listeners = new Set<Listener>()

export function tellOfViewer(kind: ViewerNewsKind, news: ViewerNews) {
  for (const listener of listeners) listener(kind, news)
}

/** Hears of viewers until the function that comes back is called. */
export function listenToViewers(listener: Listener) {
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
  }
}
