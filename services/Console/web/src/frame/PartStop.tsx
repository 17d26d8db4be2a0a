import { ActionIcon, Tooltip } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { StopScope } from '../api/console'
import { stopOf } from './stops'
import { useDevices, usePressStop } from './useEmergencyStop'

/** Off is one gateway, board or account, with one click that asks nothing first. The banner says it, and resets it. */
export function PartStop({ scope, name }: { scope: StopScope; name: string }) {
  const { t } = useTranslation('stop')
  const { mutate, isPending } = usePressStop()
  const devices = useDevices().data
  const stopped = devices !== undefined && stopOf(devices, scope) !== undefined
  const label = scope.boardId
    ? t('part.board', { name })
    : scope.gatewayId
      ? t('part.gateway', { name })
      : t('part.account', { name })
  return (
    <Tooltip label={stopped ? `${label} · ${t('part.stopped')}` : label} multiline maw={260}>
      <ActionIcon
        variant={stopped ? 'filled' : 'outline'}
        color="red"
        className="part-stop"
        aria-label={label}
        aria-pressed={stopped}
        data-pending={isPending}
        onClick={() => mutate(scope)}
      >
        <IconHandStop size={18} aria-hidden />
      </ActionIcon>
    </Tooltip>
  )
}
