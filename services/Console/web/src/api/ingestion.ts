// Ingestion's API, passed through under /api/ingestion: the accounts and the state of their connections.
import type { Account } from './console'
import { call, post } from './http'

/** What a member sets of an account. */
export interface AccountSettings {
  handle: string
  displayName: string
  /** IANA name. */
  timeZone: string
  /** "tiktok", or the address of a local event feed. */
  source: string
}

export interface WatchedAccount extends AccountSettings {
  id: string
  /** False when a member has stopped it. */
  enabled: boolean
  status: Omit<Account, 'accountId' | 'handle'>
}

const accounts = '/api/ingestion/accounts'

export const readWatchedAccounts = () => call<WatchedAccount[]>(accounts)

export const addAccount = (settings: AccountSettings) => post<WatchedAccount>(accounts, settings)
export const changeAccount = (id: string, settings: AccountSettings) =>
  call<WatchedAccount>(`${accounts}/${id}`, { method: 'PUT', body: settings })
export const removeAccount = (id: string) => call<undefined>(`${accounts}/${id}`, { method: 'DELETE' })
export const watchAccount = (id: string, watch: boolean) =>
  post<WatchedAccount>(`${accounts}/${id}/${watch ? 'start' : 'stop'}`)

/** In the form in which the hub tells their connections. */
export const connectionOf = ({ id, handle, status }: WatchedAccount): Account => ({
  ...status,
  accountId: id,
  handle,
})
