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
  accountId?: string | undefined
  groups: readonly FeedGroup[]
  user: string
  /** A part of the gift's name; only gifts are shown then. */
  gift?: string
  /** Only gifts of at least so many coins; 0: everything. */
  coins?: number
}

/** No group chosen means all of them. */
export function filterFeed(feed: readonly FeedItem[], filter: FeedFilter): FeedItem[] {
  const kinds = new Set<string>(filter.groups.flatMap((group) => feedGroups[group]))
  const user = filter.user.trim().replace(/^@/, '').toLowerCase()
  const gift = (filter.gift ?? '').trim().toLowerCase()
  const coins = filter.coins ?? 0
  const said = new Set(feed.filter(({ gift }) => (gift?.credited ?? 0) > 0).map(gainOf))
  return feed.filter(
    (item) =>
      !(item.gift?.credited === 0 && said.has(gainOf(item))) &&
      (filter.accountId === undefined || item.accountId === filter.accountId) &&
      (kinds.size === 0 || kinds.has(item.kind)) &&
      (gift === '' || item.gift?.name?.toLowerCase().includes(gift) === true) &&
      (coins === 0 || worthOf(item) >= coins) &&
      (user === '' ||
        item.viewer?.handle?.toLowerCase().includes(user) === true ||
        item.viewer?.nickname?.toLowerCase().includes(user) === true ||
        item.viewer?.userId === user),
  )
}

/** The end of a streak says again what its last gift said: which viewer gave how many of what. */
const gainOf = ({ roomId, viewer, gift }: FeedItem) =>
  `${roomId} ${viewer?.userId} ${gift?.giftId} ${gift?.repeatCount}`

/** What the gift is worth as it is shown: a streak, what it has come to. */
const worthOf = ({ gift }: FeedItem) => (gift ? gift.coins * Math.max(1, gift.repeatCount) : 0)

/** How many of `feed` came after what is held; null where more came than are kept. */
export function newerThan(feed: readonly FeedItem[], held: readonly FeedItem[]): number | null {
  const newest = held[0]
  if (newest === undefined) return feed.length
  const at = feed.findIndex(({ id }) => id === newest.id)
  return at < 0 ? null : at
}
