import type { OverlayItem } from './types'

const room = 20
const remembered = 500
const longestStreak = 30_000

/**
 * Which alert is on the screen. One at a time; a streak that goes on counts up where it is instead of coming again, and
 * who follows once more is not told again. What waits is bounded: the least worth gives way.
 */
export class AlertQueue {
  #waiting: OverlayItem[] = []
  #shown: { item: OverlayItem; since: number; until: number } | null = null
  readonly #told = new Set<string>()

  get shown() {
    return this.#shown?.item ?? null
  }

  get waiting(): readonly OverlayItem[] {
    return this.#waiting
  }

  /** When to look again; null where nothing is shown. */
  get until() {
    return this.#shown?.until ?? null
  }

  /** `ms` is how long an alert stays, and a streak after each gift of it. */
  offer(item: OverlayItem, now: number, ms: number) {
    if (!this.#isNew(item.id)) return
    const shown = this.#shown
    if (item.key !== undefined && shown?.item.key === item.key) {
      if (!counts(shown.item, item)) return
      shown.item = item
      // A streak without end must not keep all others away.
      const last = this.#waiting.length > 0 ? shown.since + longestStreak : Infinity
      shown.until = Math.max(shown.until, Math.min(now + ms, last))
      return
    }
    const at = this.#waiting.findIndex((one) => one.key !== undefined && one.key === item.key)
    const known = this.#waiting[at]
    if (known !== undefined) {
      if (counts(known, item)) this.#waiting[at] = item
      return
    }
    if (item.type !== 'gift' && !this.#isNew(item.key && `again ${item.key}`)) return
    this.#waiting.push(item)
    if (this.#waiting.length > room) this.#waiting.splice(least(this.#waiting), 1)
  }

  /** Goes on to the next one where it is time; true where another is shown than before. */
  look(now: number, ms: number): boolean {
    const before = this.#shown
    if (before && now < before.until) return false
    const item = this.#waiting.shift()
    this.#shown = item === undefined ? null : { item, since: now, until: now + ms }
    return before !== this.#shown
  }

  clear() {
    this.#waiting = []
    this.#shown = null
  }

  #isNew(id: string | undefined) {
    if (id === undefined) return true
    if (this.#told.has(id)) return false
    this.#told.add(id)
    if (this.#told.size > remembered)
      for (const oldest of this.#told) {
        this.#told.delete(oldest)
        break
      }
    return true
  }
}

const counts = (before: OverlayItem, now: OverlayItem) => (now.count ?? 0) > (before.count ?? 0)

const worth = ({ type, coins, count }: OverlayItem) =>
  type === 'subscribe' ? Infinity : type === 'gift' ? (coins ?? count ?? 1) : 0

function least(items: readonly OverlayItem[]) {
  let index = 0
  items.forEach((item, at) => {
    if (worth(item) < worth(items[index] ?? item)) index = at
  })
  return index
}
