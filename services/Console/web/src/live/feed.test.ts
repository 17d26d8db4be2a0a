import { describe, expect, it } from 'vitest'
import type { FeedItem } from '../api/console'
import { feedBound, feedGroups, filterFeed, mergeFeed, newerThan } from './feed'

const item = (id: number, change: Partial<FeedItem> = {}): FeedItem => ({
  id: String(id),
  accountId: 'a',
  roomId: '1',
  messageId: String(id),
  kind: 'Chat',
  at: '2026-01-02T03:04:05Z',
  receivedAt: '2026-01-02T03:04:05Z',
  history: false,
  viewer: { userId: '77', handle: 'ada.l', nickname: 'Ada', roles: [] },
  ...change,
})

const ids = (feed: readonly FeedItem[]) => feed.map((known) => known.id)

describe('the feed', () => {
  it('shows what a streak came to once, not again when it ends', () => {
    const gift = (id: number, kind: string, repeatCount: number, credited: number) =>
      item(id, { kind, gift: { giftId: '5', name: 'Rose', coins: 1, repeatCount, credited } })
    const streak = [
      gift(4, 'GiftFinal', 3, 0),
      gift(3, 'Gift', 3, 0),
      gift(2, 'Gift', 3, 2),
      gift(1, 'Gift', 1, 1),
    ]
    expect(ids(filterFeed(streak, { groups: [], user: '' }))).toEqual(['2', '1'])
    // Of what came before this page was opened, the end is all there is.
    expect(ids(filterFeed(streak.slice(0, 1), { groups: [], user: '' }))).toEqual(['4'])
  })

  it('puts the newest first', () => {
    expect(ids(mergeFeed([item(1)], [item(2), item(3)]))).toEqual(['3', '2', '1'])
  })

  it('shows an event once, also when it arrives twice in one update', () => {
    expect(ids(mergeFeed([item(1)], [item(1), item(2), item(2)]))).toEqual(['2', '1'])
  })

  it('is the same array when nothing is new', () => {
    const feed = [item(1)]
    expect(mergeFeed(feed, [item(1)])).toBe(feed)
  })

  it('stays bounded and drops the oldest', () => {
    const many = Array.from({ length: feedBound + 10 }, (_, n) => item(n))
    const feed = mergeFeed([], many)
    expect(feed).toHaveLength(feedBound)
    expect(feed[0]?.id).toBe(String(feedBound + 9))
    expect(feed.at(-1)?.id).toBe('10')
  })

  it('is filtered by account, kind and viewer', () => {
    const feed = [item(1), item(2, { kind: 'Gift' }), item(3, { accountId: 'b' }), item(4, { viewer: null })]
    expect(ids(filterFeed(feed, { groups: [], user: '' }))).toEqual(['1', '2', '3', '4'])
    expect(ids(filterFeed(feed, { accountId: 'a', groups: ['Gifts'], user: '' }))).toEqual(['2'])
    expect(ids(filterFeed(feed, { accountId: 'a', groups: [], user: '@ADA' }))).toEqual(['1', '2'])
    expect(ids(filterFeed(feed, { groups: ['Gifts', 'Comments'], user: '' }))).toHaveLength(4)
    expect(filterFeed(feed, { groups: [], user: 'nobody' })).toEqual([])
  })

  it('knows a viewer by a part of the handle or of the name, and by the whole id', () => {
    const of = (user: string) =>
      ids(
        filterFeed(
          [
            item(1, { viewer: { userId: '77', handle: 'ada.l', nickname: 'Countess', roles: [] } }),
            item(2, { viewer: { userId: '770', handle: 'grace', nickname: 'Admiral', roles: [] } }),
          ],
          { groups: [], user },
        ),
      )
    expect([of('Ada.'), of('dmir'), of(' @GRACE ')]).toEqual([['1'], ['2'], ['2']])
    expect([of('77'), of('770'), of('7')]).toEqual([['1'], ['2'], []])
  })

  it('has each kind in one group at most, and a gift in all its frames among the gifts', () => {
    const kinds = Object.values(feedGroups).flat()
    expect(new Set(kinds).size).toBe(kinds.length)
    expect(feedGroups.Gifts).toEqual(['Gift', 'GiftFinal', 'Envelope'])
  })
})

describe('the filter of gifts', () => {
  const gift = (name: string, coins: number, repeatCount = 1): Partial<FeedItem> => ({
    kind: 'Gift',
    gift: { giftId: '1', name, coins, repeatCount, credited: 1 },
  })
  const feed = [
    item(1),
    item(2, gift('Rose', 1)),
    item(3, gift('Lion', 29_999)),
    item(4, gift('Rose', 1, 50)),
  ]

  it('is by a part of the name and by the coins that a gift has come to', () => {
    expect(ids(filterFeed(feed, { groups: [], user: '', gift: 'ros' }))).toEqual(['2', '4'])
    expect(ids(filterFeed(feed, { groups: [], user: '', coins: 50 }))).toEqual(['3', '4'])
    // A gift that does not repeat comes with no count.
    expect(ids(filterFeed([item(5, gift('Lion', 29_999, 0))], { groups: [], user: '', coins: 50 }))).toEqual([
      '5',
    ])
    expect(ids(filterFeed(feed, { groups: [], user: '', gift: 'rose', coins: 2 }))).toEqual(['4'])
    expect(ids(filterFeed(feed, { groups: [], user: '' }))).toHaveLength(4)
  })
})

describe('a feed that is held', () => {
  it('counts what came since, and says when that is more than is kept', () => {
    const held = mergeFeed([], [item(1), item(2)])
    expect(newerThan(held, held)).toBe(0)
    expect(newerThan(mergeFeed(held, [item(3), item(4)]), held)).toBe(2)
    const many = Array.from({ length: feedBound + 5 }, (_, n) => item(n + 10))
    expect(newerThan(mergeFeed(held, many), held)).toBeNull()
    expect(newerThan(held, [])).toBe(2)
  })
})
