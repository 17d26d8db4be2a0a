import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { problem } from '../api/http'
import { testDevice, type DeviceTest } from '../api/machines'

/** One test after the other of a device; the answer to the last one is followed by its id. */
export function useTest(boardId: string, deviceId: string) {
  const [commandId, setCommandId] = useState<string>()
  const { mutate, isPending } = useMutation({
    mutationFn: (test: DeviceTest) => testDevice(boardId, deviceId, test),
    onMutate: () => setCommandId(undefined),
    onSuccess: (answer) => setCommandId(answer.commandId),
    onError: (error) => {
      const { title, detail } = problem(error)
      notifications.show({ color: 'red', title, message: detail, role: 'alert' })
    },
  })
  return { run: mutate, isPending, commandId }
}
