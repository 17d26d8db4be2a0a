import type { Session } from '../api/console'

/** What a session's numbers were at a moment of this machine's clock, ms. */
export interface Sample {
  at: number
  sessionId: string
  gifts: number
  coins: number
}

/** By account, oldest first: about one a second, of the last minute and the one before it. */
export type Paces = Readonly<Record<string, readonly Sample[]>>

const windowMs = 60_000
const everyMs = 1_000
/** Shorter than this, a single gift would look like a rush. */
const leastMs = 10_000

export function paced(paces: Paces, sessions: readonly Session[], now: number): Paces {
  if (sessions.length === 0) return paces
  const next = { ...paces }
  for (const { accountId, liveSessionId, totals } of sessions) {
    const sample = { at: now, sessionId: liveSessionId, gifts: totals.gifts, coins: totals.coins }
    const known = (next[accountId] ?? []).filter(({ sessionId }) => sessionId === liveSessionId)
    const before = known.at(-2)
    // The newest one stands for its second until a second has passed since the one before it.
    const kept = before && now - before.at < everyMs ? known.slice(0, -1) : known
    const first = kept.findIndex(({ at }) => now - at <= windowMs)
    next[accountId] = [...kept.slice(first < 0 ? -1 : Math.max(0, first - 1)), sample]
  }
  return next
}

/** Gifts and coins a minute over the last minute; null while less than ten seconds are known. */
export function paceOf(samples: readonly Sample[] | undefined, now: number) {
  const last = samples?.at(-1)
  const first = samples?.[0]
  if (samples === undefined || last === undefined || first === undefined || now - first.at < leastMs)
    return null
  const from = samples.findLast(({ at }) => now - at >= windowMs) ?? first
  const minutes = Math.min(now - from.at, windowMs) / 60_000
  return { gifts: (last.gifts - from.gifts) / minutes, coins: (last.coins - from.coins) / minutes }
}
