import type { ViewerProfile } from '../api/viewers'
import type { Sort } from './query'

/** Numbers of a row, with what they are sorted by. */
export const figures = ['coins', 'gifts', 'watchtime', 'visits', 'points'] as const satisfies readonly Sort[]
export type Figure = (typeof figures)[number]

export const figureOf: Record<Figure, (viewer: ViewerProfile) => number> = {
  coins: (viewer) => viewer.totalCoinsSpent,
  gifts: (viewer) => viewer.totalGiftsSent,
  watchtime: (viewer) => viewer.totalWatchtimeSeconds,
  visits: (viewer) => viewer.totalVisits,
  points: (viewer) => viewer.loyaltyPoints,
}
