import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'
import { watchAccount, type WatchedAccount } from '../api/ingestion'
import { accountsKey } from '../live/useBooks'

/** Starts or stops watching accounts; what one of them refuses keeps none of the others from it. */
export function useWatch() {
  const { t } = useTranslation('control')
  const client = useQueryClient()
  return useMutation({
    mutationFn: async ({ accounts, on }: { accounts: readonly WatchedAccount[]; on: boolean }) => {
      const ends = await Promise.allSettled(accounts.map(({ id }) => watchAccount(id, on)))
      const failed = ends.flatMap((end, n) =>
        end.status === 'rejected'
          ? [{ handle: accounts[n]?.handle ?? '', error: end.reason as unknown }]
          : [],
      )
      return { on, done: accounts.length - failed.length, failed }
    },
    onSuccess: ({ on, done, failed }) => {
      if (done > 0)
        notifications.show({ color: 'teal', message: t(on ? 'started' : 'stopped', { count: done }) })
      for (const { handle, error } of failed) {
        const { title, detail } = problem(error)
        notifications.show({ color: 'red', title: `@${handle}: ${title}`, message: detail, autoClose: false })
      }
    },
    onSettled: () => client.invalidateQueries({ queryKey: accountsKey }),
  })
}
