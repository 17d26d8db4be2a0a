import type { FeedItem } from '../api/console'

/** Events kept for the feed: enough to scroll back a little, little enough for an evening. */
export const feedBound = 500

/** Newest first, each event once, at most {@link feedBound}. Gives back the same array when nothing is new. */
export function mergeFeed(feed: readonly FeedItem[], arrived: readonly FeedItem[]): readonly FeedItem[] {
  const known = new Set(feed.map((item) => item.id))
  const fresh: FeedItem[] = []
  for (const item of arrived) {
    if (known.has(item.id)) continue
    known.add(item.id)
    fresh.push(item)
  }
  if (fresh.length === 0) return feed
  return [...fresh.reverse(), ...feed].slice(0, feedBound)
}

export const feedGroups = {
  Gifts: ['Gift', 'GiftFinal', 'Envelope'],
  Comments: ['Chat', 'Question', 'Emote', 'Barrage', 'Intro', 'Caption', 'Pin', 'Delete'],
  Likes: ['Like'],
  Follows: ['Follow', 'Subscribe', 'Social'],
  Shares: ['Share'],
  Joins: ['Join'],
  Room: [
    'LiveStarted',
    'LivePaused',
    'LiveResumed',
    'LiveEnded',
    'Gap',
    'Goal',
    'Battle',
    'BattleArmies',
    'BattleTask',
    'BattleItemCard',
  ],
} as const

export type FeedGroup = keyof typeof feedGroups

export interface FeedFilter {
  accountId?: string
  groups: readonly FeedGroup[]
  user: string
}

/** No group chosen means all of them. */
export function filterFeed(feed: readonly FeedItem[], filter: FeedFilter): FeedItem[] {
  const kinds = new Set<string>(filter.groups.flatMap((group) => feedGroups[group]))
  const user = filter.user.trim().replace(/^@/, '').toLowerCase()
  return feed.filter(
    (item) =>
      (filter.accountId === undefined || item.accountId === filter.accountId) &&
      (kinds.size === 0 || kinds.has(item.kind)) &&
      (user === '' ||
        item.viewer?.handle?.toLowerCase().includes(user) === true ||
        item.viewer?.nickname?.toLowerCase().includes(user) === true ||
        item.viewer?.userId === user),
  )
}
