import type { ViewerWhere } from '../api/viewers'

export const filters = ['all', 'vip', 'active', 'favorites'] as const
export type Filter = (typeof filters)[number]

/** What the server sorts by. */
export const sorts = [
  'lastSeen',
  'firstSeen',
  'name',
  'vip',
  'coins',
  'gifts',
  'watchtime',
  'visits',
  'comments',
  'likes',
  'shares',
  'follows',
  'points',
] as const
export type Sort = (typeof sorts)[number]
export type Order = 'asc' | 'desc'

/** Which viewers, in which order, and which page of them. All of it is in the address. */
export interface ListQuery {
  /** An account's id; empty for all accounts. */
  account: string
  filter: Filter
  search: string
  tag: string
  blocked: '' | 'true' | 'false'
  sort: Sort
  order: Order
  /** Cursors of this page and those before it, the first page's left out. */
  trail: string[]
  /** From 1. */
  page: number
}

/** So many pages back are remembered; before them there is the first one. */
const longestTrail = 20

export const defaultOrder = (sort: Sort): Order => (sort === 'name' ? 'asc' : 'desc')

const among = <T extends string>(words: readonly T[], word: string | null, otherwise: T) =>
  words.find((one) => one === word) ?? otherwise

export function queryOf(address: URLSearchParams): ListQuery {
  const sort = among(sorts, address.get('sort'), 'lastSeen')
  const trail = address.getAll('after')
  const page = Number(address.get('page'))
  return {
    account: address.get('account') ?? '',
    filter: among(filters, address.get('filter'), 'all'),
    search: address.get('search') ?? '',
    tag: address.get('tag') ?? '',
    blocked: among(['', 'true', 'false'], address.get('blocked'), ''),
    sort,
    order: among(['asc', 'desc'], address.get('order'), defaultOrder(sort)),
    trail,
    page: trail.length === 0 ? 1 : Number.isInteger(page) && page > trail.length ? page : trail.length + 1,
  }
}

/** Another list begins on its first page. What else is in the address stays. */
export function withQuery(address: URLSearchParams, change: Partial<ListQuery>): URLSearchParams {
  const query = { ...queryOf(address), trail: [], page: 1, ...change }
  if (change.sort !== undefined && change.order === undefined) query.order = defaultOrder(change.sort)
  const next = new URLSearchParams(address)
  const set = (name: string, value: string, usual = '') => {
    if (value === usual) next.delete(name)
    else next.set(name, value)
  }
  set('account', query.account)
  set('filter', query.filter, 'all')
  set('search', query.search)
  set('tag', query.tag)
  set('blocked', query.blocked)
  set('sort', query.sort, 'lastSeen')
  set('order', query.order, defaultOrder(query.sort))
  set('page', String(query.page), '1')
  next.delete('after')
  for (const cursor of query.trail) next.append('after', cursor)
  return next
}

export const nextPage = ({ trail, page }: ListQuery, cursor: string): Partial<ListQuery> => ({
  trail: [...trail, cursor].slice(-longestTrail),
  page: page + 1,
})

/** The page before, or the first one where its cursor is not remembered any more. */
export const previousPage = ({ trail, page }: ListQuery): Partial<ListQuery> =>
  trail.length > 1 ? { trail: trail.slice(0, -1), page: page - 1 } : { trail: [], page: 1 }

/** Who is on the list, in the server's words. */
export const whereOf = ({ filter, search, tag, blocked }: ListQuery): ViewerWhere => ({
  ...(filter === 'all' ? {} : { filter }),
  ...(search.trim() === '' ? {} : { search: search.trim() }),
  ...(tag.trim() === '' ? {} : { tag: tag.trim() }),
  ...(blocked === '' ? {} : { blocked: blocked === 'true' }),
})

/** The page, in the server's words. */
export const wordsFor = (query: ListQuery) => ({
  accountId: query.account,
  ...whereOf(query),
  sort: query.sort,
  order: query.order,
  after: query.trail.at(-1),
})

export const isNarrowed = (query: ListQuery) => Object.keys(whereOf(query)).length > 0
