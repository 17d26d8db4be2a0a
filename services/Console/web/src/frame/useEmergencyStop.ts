import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { emergencyStop, readDevices, resetEmergencyStop } from '../api/console'
import { problem } from '../api/http'
import { devicesKey, takeLatch } from '../live/useLiveConnection'
import { stopFailure } from './stopFailure'

/** Kept up to date by the live connection. */
export const useDevices = () => useQuery({ queryKey: devicesKey, queryFn: readDevices, staleTime: 1_000 })

export function usePressStop() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: emergencyStop,
    // Never waits for the network to be thought back: it is tried now and fails loudly.
    networkMode: 'always',
    onMutate: () => Date.now(),
    onSuccess: (latch, _, pressedAt) => {
      stopFailure.through(pressedAt)
      takeLatch(client, latch)
    },
    onError: (error, _, pressedAt) => {
      stopFailure.failed(error, pressedAt ?? Date.now())
      void client.invalidateQueries({ queryKey: devicesKey })
    },
  })
}

export function useResetStop() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: resetEmergencyStop,
    onSuccess: () => {
      takeLatch(client, null)
      void client.invalidateQueries({ queryKey: devicesKey })
    },
    onError: show,
  })
}

function show(error: unknown) {
  const { title, detail } = problem(error)
  notifications.show({ color: 'red', title, message: detail, autoClose: false, role: 'alert' })
}
