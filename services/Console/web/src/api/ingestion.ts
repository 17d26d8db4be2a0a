// Ingestion's API, passed through under /api/ingestion: the accounts and the state of their connections.
import type { Account } from './console'
import { call } from './http'

interface AccountAnswer {
  id: string
  handle: string
  displayName: string
  enabled: boolean
  status: Omit<Account, 'accountId' | 'handle'>
}

export const readAccounts = async (): Promise<Account[]> =>
  (await call<AccountAnswer[]>('/api/ingestion/accounts')).map((account) => ({
    ...account.status,
    accountId: account.id,
    handle: account.handle,
  }))
