import { Button, Group, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../words/useFormat'
import { stopAdvice, stopFailure, useStopFailure } from './stopFailure'
import { isStop, stopKey } from './stopKey'
import { usePressStop } from './useEmergencyStop'

/**
 * Shown from a stop that failed until one gets through. Takes the focus, so that Enter or Space tries again. It is on
 * every page, also where nobody is signed in, and so it hears the stop's keys (also while typing): who presses in vain is
 * told.
 */
export function StopAlert({ signedIn }: { signedIn: boolean }) {
  const { t } = useTranslation('stop')
  const format = useFormat()
  const failure = useStopFailure()
  const { mutate, isPending } = usePressStop()
  const again = useRef<HTMLButtonElement>(null)
  const failed = failure !== null

  useEffect(() => {
    if (failed) again.current?.focus()
  }, [failed])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const own = stopKey.isBeingChosen() ? null : stopKey.now()
      if (event.repeat || !isStop(event, own)) return
      event.preventDefault()
      mutate({})
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
            {t('failed.title')}
          </Text>
          <Text fw={650}>{t(stopAdvice(failure, signedIn))}</Text>
          <Text size="sm">
            {format.clock(new Date(failure.at))}: {failure.title}.
            {failure.status !== 401 && ` ${failure.detail}`}
          </Text>
        </div>
      </Group>
      <Group gap="sm">
        {signedIn && (
          <Button
            ref={again}
            color="dark"
            variant="white"
            onClick={() => mutate({})}
            data-pending={isPending}
          >
            {t(isPending ? 'failed.stopping' : 'failed.stop')}
          </Button>
        )}
        <Button variant="outline" color="white" c="#fff" onClick={stopFailure.dismiss}>
          {t('failed.dismiss')}
        </Button>
      </Group>
    </div>
  )
}
