import { useQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { readActions, readLastSession } from '../api/analytics'
import type { Account, Session } from '../api/console'
import { connectionOf, readWatchedAccounts } from '../api/ingestion'
import { liveStore, useLive } from './store'

export const accountsKey = ['accounts'] as const

/** The workspace's accounts with their settings, as Ingestion has them. */
export const useWatchedAccounts = (enabled = true) =>
  useQuery({ queryKey: accountsKey, queryFn: readWatchedAccounts, refetchInterval: 10_000, enabled })

/** Accounts as Ingestion knows them, with what the hub said since. */
export function useAccounts(enabled: boolean) {
  const live = useLive((state) => state.accounts)
  const listed = useWatchedAccounts(enabled)
  const accounts = useMemo(() => {
    const byId = new Map((listed.data ?? []).map((account) => [account.id, connectionOf(account)]))
    for (const account of Object.values(live))
      byId.set(account.accountId, newer(byId.get(account.accountId), account))
    return [...byId.values()].sort((a, b) => a.handle.localeCompare(b.handle))
  }, [listed.data, live])
  return { accounts, error: listed.error, retry: () => void listed.refetch() }
}

/** The account's session: the hub's numbers where it sent some, else those on the books. */
export function useSession(accountId: string | undefined, enabled: boolean): Session | undefined {
  const live = useLive((state) => (accountId === undefined ? undefined : state.sessions[accountId]))
  const booked = useQuery({
    queryKey: ['session', accountId],
    queryFn: () => readLastSession(accountId ?? ''),
    enabled: enabled && accountId !== undefined && live === undefined,
  })
  return live ?? booked.data ?? undefined
}

/** Fills the action log with what is on the books; the hub goes on from there. */
export function useLastActions(accountId: string | undefined, enabled: boolean) {
  const booked = useQuery({
    queryKey: ['actions', accountId],
    queryFn: () => readActions(accountId ?? ''),
    enabled: enabled && accountId !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  })
  useEffect(() => {
    if (booked.data !== undefined) liveStore.booked(booked.data.update, booked.data.causes)
  }, [booked.data])
}

const newer = (a: Account | undefined, b: Account) =>
  a !== undefined && Date.parse(a.since) > Date.parse(b.since) ? a : b
