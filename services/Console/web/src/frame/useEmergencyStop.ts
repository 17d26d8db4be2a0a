import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { emergencyStop, readDevices, resetEmergencyStop } from '../api/console'
import { problem } from '../api/http'
import { devicesKey, takeLatch } from '../live/useLiveConnection'

export const useDevices = () =>
  useQuery({ queryKey: devicesKey, queryFn: readDevices, refetchInterval: 3_000, staleTime: 1_000 })

export const useLatch = () => useDevices().data?.emergencyStop ?? null

export function usePressStop() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: emergencyStop,
    // Never waits for the network to be thought back: it is tried now and fails loudly.
    networkMode: 'always',
    onSuccess: (latch) => takeLatch(client, latch),
    onError: (error) => {
      void client.invalidateQueries({ queryKey: devicesKey })
      show(error)
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
