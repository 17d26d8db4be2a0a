import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { testDevice, type Device } from '../api/console'
import { problem } from '../api/http'
import { useLive } from '../live/store'
import { milliseconds, outcomeWords } from '../live/words'

/** A short pulse: long enough to see, short enough for a solenoid. */
const pulseMs = 200

/** The action word that shows that a device works; by the type words of the board protocol. */
const actions: Record<string, string> = { SOL: 'PUSH', LED: 'ON', RELAY: 'ON' }

/** Moves one device for a moment and says beside the button what the board answered. */
export function TestButton(props: { boardId: string; device: Device; disabled: boolean }) {
  const { device } = props
  const [commandId, setCommandId] = useState<string>()
  const test = useMutation({
    mutationFn: () =>
      testDevice(
        props.boardId,
        device.deviceId,
        actions[device.type] ?? 'ON',
        Math.min(pulseMs, device.maxMs),
      ),
    onSuccess: (answer) => setCommandId(answer.commandId),
    onError: (error) => {
      const { title, detail } = problem(error)
      notifications.show({ color: 'red', title, message: detail })
    },
  })
  return (
    <>
      <Button
        size="xs"
        variant="default"
        disabled={props.disabled}
        loading={test.isPending}
        onClick={() => {
          setCommandId(undefined)
          test.mutate()
        }}
        aria-label={`Test ${device.deviceId} for ${pulseMs} ms`}
      >
        Test
      </Button>
      <div className="test-answer" role="status">
        {commandId !== undefined && <Answer key={commandId} commandId={commandId} />}
      </div>
    </>
  )
}

function Answer({ commandId }: { commandId: string }) {
  const trace = useLive((live) => live.timeline.find((row) => row.key === commandId))?.commands[0]
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 4_000)
    return () => clearTimeout(timer)
  }, [])
  const boardMs = trace?.acknowledged?.boardMs ?? trace?.completed?.boardMs
  const outcome = trace?.completed?.outcome
  if (outcome !== undefined && outcome !== null && outcome !== 'Done')
    return <>{trace?.completed?.detail ?? outcomeWords[outcome] ?? outcome}</>
  if (boardMs !== undefined && boardMs !== null) return <>answered in {milliseconds(boardMs)}</>
  return <>{late ? 'No answer. Check that the gateway runs.' : 'sent…'}</>
}
