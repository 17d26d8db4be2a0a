// Analytics' API of viewer profiles, passed through under /api/viewer-profiles. Docs: docs/viewers.md.
import { call, post } from './http'

export interface ViewerProfile {
  /** TikTok's id: text, because numbers lose its last digits here. */
  userId: string
  /** The handle, without @. */
  username?: string | null
  displayName?: string | null
  bio?: string | null
  /** Full years. */
  age?: number | null
  gender?: string | null
  country?: string | null
  language?: string | null
  verified?: boolean | null
  followerCount?: number | null
  followingCount?: number | null
  firstSeenAt: string
  lastSeenAt: string
  totalVisits: number
  totalWatchtimeSeconds: number
  totalCoinsSpent: number
  totalGiftsSent: number
  totalComments: number
  totalLikes: number
  totalShares: number
  totalFollows: number
  totalJoins: number
  ttsVoice?: string | null
  discordUsername?: string | null
  /** YYYY-MM-DD. */
  birthday?: string | null
  notes?: string | null
  tags: string[]
  vipSince?: string | null
  /** 0 for none, 1 (lowest) to 4. */
  vipTier: number
  vipTierName?: string | null
  vipByHand: boolean
  loyaltyPoints: number
  isBlocked: boolean
  isFavorite: boolean
  isModerator: boolean
}

/** What the viewer is to one account. */
export type ViewerAccount = Pick<
  ViewerProfile,
  | 'firstSeenAt'
  | 'lastSeenAt'
  | 'totalVisits'
  | 'totalWatchtimeSeconds'
  | 'totalCoinsSpent'
  | 'totalGiftsSent'
  | 'totalComments'
  | 'totalLikes'
  | 'totalShares'
  | 'totalFollows'
  | 'vipTier'
  | 'loyaltyPoints'
  | 'isBlocked'
  | 'isFavorite'
  | 'isModerator'
> & { accountId: string; handle?: string | null }

export interface ViewerGift {
  id: string
  accountId: string
  giftId: string
  giftName?: string | null
  coins: number
  quantity: number
  totalCoins: number
  isStreak: boolean
  at: string
}

export interface ViewerVisit {
  accountId: string
  joinedAt: string
  /** Null while the viewer is there. */
  leftAt?: string | null
  durationSeconds: number
}

export interface ViewerInteraction {
  id: string
  accountId: string
  kind: string
  content?: string | null
  giftName?: string | null
  quantity?: number | null
  at: string
}

/** A profile with all that is known of the person. */
export interface WholeProfile extends ViewerProfile {
  handles: { handle: string; firstAt: string; lastAt: string }[]
  accounts: ViewerAccount[]
  mergedIds: string[]
}

export interface ViewerPage {
  items: ViewerProfile[]
  next?: string | null
  /** On the first page only. */
  total?: number | null
  totalIsCapped: boolean
}

export interface ViewerSummary {
  totalViewers: number
  totalRevenue: number
  averageWatchtimeSeconds: number
  vipCount: number
  activeViewers: number
  topSpender?: ViewerProfile | null
}

export interface Birthday {
  on: string
  daysUntil: number
  ageReached: number
  viewer: ViewerProfile
}

export interface VipTier {
  tier: number
  name: string
  /** #RRGGBB. */
  badgeColor: string
}

/** Rows from Monday, columns from midnight. */
export interface Heatmap {
  /** Null where accounts have different ones. */
  timeZone?: string | null
  events: number[][]
  coins: number[][]
  totalEvents: number
  totalCoins: number
}

export interface Leader {
  rank: number
  value: number
  viewer: ViewerProfile
}

export interface HistoryPage<T> {
  items: T[]
  next?: string | null
}

/** The words of the list that choose viewers. */
export interface ViewerWhere {
  filter?: string
  search?: string
  tag?: string
  blocked?: boolean
}

export const bulkActions = ['tag', 'untag', 'favorite', 'unfavorite', 'block', 'unblock', 'delete'] as const
export type BulkAction = (typeof bulkActions)[number]

export interface BulkForm {
  userIds?: string[]
  where?: ViewerWhere
  action: BulkAction
  tags?: string[]
  expected?: number
  dryRun?: boolean
}

export interface BulkAnswer {
  asked: number
  found: number
  changed: number
  /** Who has so many tags that no more were added. */
  tooManyTags: string[]
  /** Who sends a streak of gifts just now and was not erased. */
  inStreak: string[]
}

const root = '/api/viewer-profiles'

type Words = Record<string, string | number | boolean | null | undefined>

/** Those that have a value, as the end of an address. */
export function wordsOf(words: Words) {
  const pairs = Object.entries(words).flatMap(([name, value]) =>
    value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
  )
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
}

const one = (user: string) => `${root}/${encodeURIComponent(user)}`

export const readViewers = (words: Words) => call<ViewerPage>(root + wordsOf(words))
export const readViewer = (user: string, accountId: string) =>
  call<WholeProfile>(one(user) + wordsOf({ accountId }))
export const readHistory = <T>(
  user: string,
  what: 'gifts' | 'visits' | 'interactions',
  words: { accountId: string; kind?: string; after?: string },
) => call<HistoryPage<T>>(`${one(user)}/${what}${wordsOf({ ...words, limit: 20 })}`)
export const readViewerHeatmap = (user: string, accountId: string) =>
  call<Heatmap>(`${one(user)}/heatmap${wordsOf({ accountId })}`)
export const readSummary = (accountId: string) =>
  call<ViewerSummary>(`${root}/stats/summary${wordsOf({ accountId })}`)
export const readBirthdays = (accountId: string, days: number) =>
  call<Birthday[]>(`${root}/birthdays/upcoming${wordsOf({ accountId, days })}`)
export const readTiers = () => call<VipTier[]>(`${root}/vip/tiers`)
export const readVips = (accountId: string) =>
  call<ViewerPage>(`${root}/vip/list${wordsOf({ accountId, limit: 25 })}`)
export const readLeaders = (accountId: string, type: string) =>
  call<Leader[]>(`${root}/leaderboard${wordsOf({ accountId, type, limit: 10 })}`)
export const readHeatmap = (accountId: string) =>
  call<Heatmap>(`${root}/heatmap/global${wordsOf({ accountId })}`)

export const changeViewer = (user: string, accountId: string, changes: object) =>
  call<ViewerProfile>(one(user) + wordsOf({ accountId }), { method: 'PATCH', body: changes })
/** 0 takes the tier away. */
export const setVip = (user: string, accountId: string, tier: number) =>
  post<ViewerProfile>(`${one(user)}/vip${wordsOf({ accountId })}`, tier === 0 ? { remove: true } : { tier })
export const mergeViewer = (user: string, into: string) => post<ViewerProfile>(`${one(user)}/merge`, { into })
export const unmergeViewer = (user: string) => post<ViewerProfile>(`${one(user)}/unmerge`)
export const changeMany = (accountId: string, form: BulkForm) =>
  post<BulkAnswer>(`${root}/bulk${wordsOf({ accountId })}`, form)

/** For a link: the file is sent while it is read. */
export const exportLink = (format: string, words: Words) => `${root}/export${wordsOf({ format, ...words })}`
/** All that is kept of one person. */
export const personLink = (user: string) => `${one(user)}/export`
