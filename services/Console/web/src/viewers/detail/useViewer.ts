import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { problem } from '../../api/http'
import { readViewer } from '../../api/viewers'
import { listenToViewers } from '../../live/viewerNews'
import { viewersKey } from '../useViewers'

/** How often one viewer is read again while news of them come, ms. */
const every = 2_000

export const viewerKey = (user: string) => [...viewersKey, 'one', user] as const

/** One viewer with all that is known; read again when the hub tells of them. */
export function useViewer(user: string, account: string) {
  const client = useQueryClient()
  const viewer = useQuery({
    queryKey: [...viewerKey(user), account],
    queryFn: () => readViewer(user, account),
    // News tell of visits; what is sent and said in between counts too.
    refetchInterval: 10_000,
  })
  const id = viewer.data?.userId
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const leave = listenToViewers((_, news) => {
      if (news.userId !== id) return
      timer ??= setTimeout(() => {
        timer = undefined
        void client.invalidateQueries({ queryKey: viewerKey(user) }, { cancelRefetch: false })
      }, every)
    })
    return () => {
      leave()
      clearTimeout(timer)
    }
  }, [client, id, user])
  return viewer
}

/** Changes something of a viewer; what the server refuses is said in its words. */
export function useChange<T>(change: (what: T) => Promise<unknown>, done?: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onError: (error) => {
      const { title, detail } = problem(error)
      notifications.show({ color: 'red', title, message: detail, autoClose: 15_000 })
    },
    onSuccess: done,
    onSettled: () => client.invalidateQueries({ queryKey: viewersKey }),
  })
}
