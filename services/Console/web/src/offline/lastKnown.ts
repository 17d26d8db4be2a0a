import { dehydrate, hydrate, type DehydratedState, type QueryClient } from '@tanstack/react-query'
import type { Account, Session } from '../api/console'

/** States of accounts and sessions as the live connection told them last. */
export interface LastStates {
  /** When, in ms since 1970. */
  at: number
  accounts: Account[]
  sessions: Session[]
}

export const statesKey = ['states'] as const

/** First words of the queries that are kept: who is signed in, accounts, boards; no viewers and nothing secret. */
const kept = new Set(['me', 'accounts', 'devices', 'machines', 'bindings', 'services', 'states'])

const place = 'liveops.last-known'

/** In ms. A session does not live longer. */
const life = 12 * 3_600_000
const every = 5_000

/** Another build may read it otherwise; the name of this file carries a hash of it. */
const build = import.meta.url

interface Kept {
  build: string
  at: number
  state: DehydratedState
}

/** Puts what was kept before into the cache, and from now on keeps what is there, until {@link forgetLastKnown}. */
export function keepLastKnown(client: QueryClient, storage: Storage, now = Date.now) {
  // A page that does not show them must not lose them.
  for (const name of kept) client.setQueryDefaults([name], { gcTime: Infinity })
  restore(client, storage, now())
  const save = () => {
    if (client.getQueryData(['me'])) put(client, storage, now())
  }
  const timer = setInterval(save, every)
  addEventListener('pagehide', save)
  return () => {
    clearInterval(timer)
    removeEventListener('pagehide', save)
  }
}

/** Nothing of it stays in this browser. */
export function forgetLastKnown(storage: Storage = localStorage) {
  try {
    storage.removeItem(place)
  } catch {
    // Without storage there is nothing to forget.
  }
}

function restore(client: QueryClient, storage: Storage, now: number) {
  try {
    const found = JSON.parse(storage.getItem(place) ?? 'null') as Kept | null
    if (found === null) return
    if (found.build === build && now - found.at < life) hydrate(client, found.state)
    else storage.removeItem(place)
  } catch {
    forgetLastKnown(storage)
  }
}

function put(client: QueryClient, storage: Storage, at: number) {
  const state = dehydrate(client, {
    shouldDehydrateQuery: ({ queryKey, state: { status } }) =>
      status === 'success' && queryKey.length === 1 && kept.has(String(queryKey[0])),
    shouldDehydrateMutation: () => false,
  })
  try {
    storage.setItem(place, JSON.stringify({ build, at, state } satisfies Kept))
  } catch {
    // Full, or not allowed: then there is no last known state.
  }
}
