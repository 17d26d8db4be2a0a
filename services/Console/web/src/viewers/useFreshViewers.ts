import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { listenToViewers } from '../live/viewerNews'
import { listKey, summaryKey } from './useViewers'

/** How often what is shown is read again while news come, ms: in a busy LIVE they come by the second. */
const every = 4_000

/** Reads the list and its numbers again when the hub says that viewers have changed. */
export function useFreshViewers() {
  const client = useQueryClient()
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let lastAt = -Infinity
    const read = () => {
      timer = undefined
      lastAt = performance.now()
      for (const queryKey of [listKey, summaryKey])
        void client.invalidateQueries({ queryKey }, { cancelRefetch: false })
    }
    const leave = listenToViewers(() => {
      timer ??= setTimeout(read, Math.max(300, lastAt + every - performance.now()))
    })
    return () => {
      leave()
      clearTimeout(timer)
    }
  }, [client])
}
