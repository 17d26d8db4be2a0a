import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { readBirthdays, readSummary, readViewers } from '../api/viewers'
import { whereOf, wordsFor, type ListQuery } from './query'

/** Everything that is read of viewers: what changes one of them makes all of it old. */
export const viewersKey = ['viewers'] as const
export const listKey = [...viewersKey, 'list'] as const
export const summaryKey = [...viewersKey, 'summary'] as const

/** The page that the address asks for; the one before stays while it comes. What was asked last is shown. */
export const useViewerPage = (query: ListQuery) =>
  useQuery({
    queryKey: [...listKey, wordsFor(query)],
    queryFn: () => readViewers(wordsFor(query)),
    placeholderData: keepPreviousData,
  })

/** How many the list has: only its first page says so. */
export function useTotal(query: ListQuery) {
  const words = { accountId: query.account, ...whereOf(query), limit: 1 }
  const counted = useQuery({
    queryKey: [...viewersKey, 'total', words],
    queryFn: () => readViewers(words),
    refetchInterval: 15_000,
  })
  const { total, totalIsCapped } = counted.data ?? {}
  return { total: total ?? undefined, capped: totalIsCapped ?? false }
}

export const useSummary = (account: string) =>
  useQuery({
    queryKey: [...summaryKey, account],
    queryFn: () => readSummary(account),
    placeholderData: keepPreviousData,
    refetchInterval: 15_000,
  })

export const birthdayDays = 7

export const useBirthdays = (account: string) =>
  useQuery({
    queryKey: [...viewersKey, 'birthdays', account],
    queryFn: () => readBirthdays(account, birthdayDays),
    placeholderData: keepPreviousData,
    staleTime: 300_000,
  })
