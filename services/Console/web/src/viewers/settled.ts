/** Rows that stay where they are while their numbers change. */
export interface Settled<T> {
  rows: T[]
  /** How many rows would come, go or move if the list was shown anew. */
  moved: number
}

/**
 * The rows as they stand, each with its newest values; who is not on the page any more keeps the last ones.
 * @param standing What is shown.
 * @param fresh What the server says now.
 */
export function settle<T extends { userId: string }>(
  standing: readonly T[],
  fresh: readonly T[],
): Settled<T> {
  const newest = new Map(fresh.map((row) => [row.userId, row]))
  const rows = standing.map((row) => newest.get(row.userId) ?? row)
  const known = new Set(standing.map(({ userId }) => userId))
  const came = fresh.filter(({ userId }) => !known.has(userId)).length
  const left = standing.filter(({ userId }) => !newest.has(userId)).length
  const elsewhere = fresh.filter(({ userId }, place) => standing[place]?.userId !== userId).length
  // One who comes in at the top pushes all others down: that is one change.
  return { rows, moved: Math.max(came, left) || elsewhere }
}
