import { notifications } from '@mantine/notifications'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readOverlayLink, readOverlays, readSounds } from '../api/overlays'
import { problem } from '../api/http'
import { useAccounts } from '../live/useBooks'

export const overlaysKey = ['overlays'] as const
export const soundsKey = ['sounds'] as const
export const linkKey = (id: string) => ['overlay-link', id] as const

/** Read anew while it is looked at: how many pages show each changes by itself. */
export const useOverlays = () =>
  useQuery({ queryKey: overlaysKey, queryFn: readOverlays, refetchInterval: 5_000 })

export const useSounds = (enabled = true) => useQuery({ queryKey: soundsKey, queryFn: readSounds, enabled })

/** Names of accounts; the id's beginning where nobody knows one any more. */
export function useAccountNames() {
  const { accounts } = useAccounts(true)
  const { t } = useTranslation('overlays')
  return {
    accounts,
    nameOf: (id: string) => {
      const known = accounts.find(({ accountId }) => accountId === id)
      return known ? `@${known.handle}` : t('otherAccount')
    },
  }
}

/** Copies the link of an overlay, and says whether it worked. */
export function useCopyLink() {
  const { t } = useTranslation('overlays')
  return async (id: string) => {
    try {
      const { path } = await readOverlayLink(id)
      try {
        await navigator.clipboard.writeText(location.origin + path)
        notifications.show({ color: 'teal', message: t('copied') })
      } catch {
        notifications.show({ color: 'yellow', message: t('notCopied') })
      }
    } catch (error) {
      const { title, detail } = problem(error)
      notifications.show({ color: 'red', title, message: detail })
    }
  }
}
