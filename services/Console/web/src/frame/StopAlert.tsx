import { Button, Group, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { clock } from '../live/words'
import { stopAdvice, stopFailure, useStopFailure } from './stopFailure'
import { usePressStop } from './useEmergencyStop'

/**
 * Shown from a stop that failed until one gets through. Takes the focus, so that Enter or Space tries again. It is on
 * every page, also where nobody is signed in, and so it hears Ctrl+. (also while typing): who presses in vain is told.
 */
export function StopAlert({ signedIn }: { signedIn: boolean }) {
  const failure = useStopFailure()
  const { mutate, isPending } = usePressStop()
  const again = useRef<HTMLButtonElement>(null)
  const failed = failure !== null

  useEffect(() => {
    if (failed) again.current?.focus()
  }, [failed])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '.' || !(event.ctrlKey || event.metaKey) || event.repeat) return
      event.preventDefault()
      mutate()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [mutate])

  if (failure === null) return null
  return (
    <div role="alert" aria-live="assertive" className="stop-alert">
      <Group gap="sm" wrap="nowrap" align="flex-start">
        <IconAlertOctagon size={32} aria-hidden style={{ flex: 'none' }} />
        <div>
          <Text fw={800} size="xl" lh={1.2}>
            NOT STOPPED
          </Text>
          <Text fw={650}>{stopAdvice(failure, signedIn)}</Text>
          <Text size="sm">
            {clock(new Date(failure.at).toISOString())}: {failure.title}.
            {failure.status !== 401 && ` ${failure.detail}`}
          </Text>
        </div>
      </Group>
      <Group gap="sm">
        {signedIn && (
          <Button ref={again} color="dark" variant="white" onClick={() => mutate()} data-pending={isPending}>
            {isPending ? 'Stopping…' : 'Stop now'}
          </Button>
        )}
        <Button variant="outline" color="white" c="#fff" onClick={stopFailure.dismiss}>
          Dismiss
        </Button>
      </Group>
    </div>
  )
}
