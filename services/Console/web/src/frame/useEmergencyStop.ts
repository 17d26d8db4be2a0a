import { notifications } from '@mantine/notifications'
import { useIsMutating, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { emergencyStop, readDevices, resetEmergencyStop, type StopScope } from '../api/console'
import { problem } from '../api/http'
import { devicesKey, takeLatches } from '../live/useLiveConnection'
import { stopFailure } from './stopFailure'
import { isEverything, pressed, released } from './stops'

/** Kept up to date by the live connection. */
export const useDevices = () => useQuery({ queryKey: devicesKey, queryFn: readDevices, staleTime: 1_000 })

const stopKey = ['emergency-stop'] as const

/** Whether a press for everything is on its way, from wherever on the page. */
export const useIsStopping = () =>
  useIsMutating({
    mutationKey: stopKey,
    predicate: ({ state }) => isEverything((state.variables ?? {}) as StopScope),
  }) > 0

/** Stops everything, or the part that it is called with. */
export function usePressStop() {
  const client = useQueryClient()
  return useMutation({
    mutationKey: stopKey,
    mutationFn: (scope: StopScope) => emergencyStop(scope),
    // Never waits for the network to be thought back: it is tried now and fails loudly.
    networkMode: 'always',
    onMutate: () => Date.now(),
    onSuccess: (latch, scope, pressedAt) => {
      // A part that was stopped says nothing of a press for everything that failed.
      if (isEverything(scope)) stopFailure.through(pressedAt)
      takeLatches(client, (known) => pressed(known, latch))
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
    mutationFn: (scope: StopScope) => resetEmergencyStop(scope),
    onSuccess: (_, scope) => {
      takeLatches(client, (known) => released(known, scope))
      void client.invalidateQueries({ queryKey: devicesKey })
    },
    onError: show,
  })
}

function show(error: unknown) {
  const { title, detail } = problem(error)
  notifications.show({ color: 'red', title, message: detail, autoClose: false, role: 'alert' })
}
