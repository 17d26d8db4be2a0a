import { Button, Stack, Text } from '@mantine/core'
import { IconArrowUpCircle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { updateFirmware, type Machine, type MachineBoard } from '../api/machines'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { OrderNews } from './OrderNews'
import { isPending, type Hindrance } from './state'
import { Sure } from '../parts/Sure'
import { useOrder } from './useOrder'

/** Which firmware a board has, and loading a newer one. */
export function FirmwarePanel(props: {
  machine: Machine
  board: MachineBoard
  hindrance: Hindrance | null
  manager: boolean
}) {
  const { machine, board } = props
  const { t } = useTranslation('machines')
  const [asking, setAsking] = useState(false)
  const update = useOrder<undefined>(machine.gatewayId, board.boardId, () =>
    updateFirmware(machine.gatewayId, board.boardId),
  )
  const latest = update.orders?.find((order) => order.kind === 'Firmware')
  const runs = latest !== undefined && isPending(latest)
  return (
    <Panel title={t('firmware.title')}>
      <Stack gap="sm">
        <Text size="sm">{board.firmware ?? t('firmware.unknown')}</Text>
        <Text size="sm" c="dimmed">
          {board.updateTo
            ? t('firmware.due', { version: board.updateTo })
            : board.firmware
              ? t('firmware.newest')
              : t('firmware.notTold')}
        </Text>
        {update.error && <ProblemAlert error={update.error} />}
        {latest && <OrderNews order={latest} />}
        {props.manager && board.updateTo && !runs && (
          <>
            <Button
              variant="default"
              mih={40}
              leftSection={<IconArrowUpCircle size={18} aria-hidden />}
              disabled={props.hindrance !== null || !machine.takesOrders}
              onClick={() => setAsking(true)}
            >
              {t('firmware.update', { version: board.updateTo })}
            </Button>
            {props.hindrance !== null && (
              <Text size="xs" c="dimmed">
                {t(`hindrance.${props.hindrance}`)}
              </Text>
            )}
          </>
        )}
      </Stack>
      {asking && (
        <Sure
          title={t('firmware.sure', { id: board.boardId })}
          text={t('firmware.sureText')}
          action={t('firmware.start')}
          act={async () => {
            update.give(undefined)
            await Promise.resolve()
          }}
          close={() => setAsking(false)}
        />
      )}
    </Panel>
  )
}
