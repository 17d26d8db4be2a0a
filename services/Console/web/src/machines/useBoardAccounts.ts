import { useWatchedAccounts } from '../live/useBooks'
import { useBindings } from './useMachines'

/** Which accounts move a board, and which could. */
export function useBoardAccounts(boardId: string) {
  const bindings = useBindings()
  const accounts = useWatchedAccounts().data ?? []
  const boardOf = (account: string) => bindings.data?.find((one) => one.accountId === account)?.boardId
  return {
    own: accounts.filter((account) => boardOf(account.id) === boardId && boardId !== ''),
    others: accounts
      .filter((account) => boardOf(account.id) !== boardId)
      .map((account) => ({ ...account, boardId: boardOf(account.id) })),
    any: accounts.filter((account) => boardOf(account.id) === '*'),
    error: bindings.error,
  }
}
