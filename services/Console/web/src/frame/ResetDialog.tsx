import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { StopScope } from '../api/console'
import { isEverything } from './stops'
import { useResetStop } from './useEmergencyStop'

/** Asks before anything may move again. */
export function ResetDialog(props: {
  /** What is to be reset; null: nothing is asked. */
  scope: StopScope | null
  isEverythingOff: boolean
  /** How many parts are stopped by themselves. */
  parts: number
  /** Gateways that somebody beside the boards has stopped. */
  atPc: readonly string[]
  close: () => void
}) {
  const { scope, isEverythingOff, parts, atPc, close } = props
  const { t } = useTranslation('stop')
  const reset = useResetStop()
  const everything = scope === null || isEverything(scope)
  const stoppedThere = atPc.filter((name) => everything || scope.gatewayId === name)
  return (
    <Modal
      opened={scope !== null && (everything ? isEverythingOff : parts > 0 || stoppedThere.length > 0)}
      onClose={close}
      title={t(everything ? 'ask.title' : 'ask.titlePart')}
      centered
    >
      <Stack>
        <Text size="sm">{t('ask.text')}</Text>
        {stoppedThere.length > 0 && (
          <Text size="sm" fw={700}>
            {t('ask.atPc', { names: stoppedThere.join(', ') })}
          </Text>
        )}
        {everything && parts > 0 && <Text size="sm">{t('ask.alsoParts', { count: parts })}</Text>}
        {!everything && isEverythingOff && <Text size="sm">{t('ask.stillAll')}</Text>}
        <Group justify="flex-end">
          <Button variant="default" data-autofocus onClick={close}>
            {t(everything ? 'ask.keep' : 'ask.keepPart')}
          </Button>
          <Button
            color="red"
            loading={reset.isPending}
            onClick={() => scope && reset.mutate(scope, { onSettled: close })}
          >
            {t('ask.reset')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
