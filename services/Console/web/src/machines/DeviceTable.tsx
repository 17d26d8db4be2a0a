import { ActionIcon, Badge, Group, Table, Text, Tooltip } from '@mantine/core'
import { IconAdjustments } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MachineBoard, MachineDevice } from '../api/machines'
import { useFormat } from '../words/useFormat'
import classes from './Machines.module.css'
import type { Hindrance } from './state'
import { pinLabel, stopButton } from './table'
import { TestButton } from './TestButton'
import { TestDialog } from './TestDialog'
import { useKinds } from './useMachines'

/** The devices of a board: where they hang, what they may, how they are now, and a test of each. */
export function DeviceTable(props: {
  board: MachineBoard
  known: boolean
  hindrance: Hindrance | null
  manager: boolean
  whole?: boolean
}) {
  const { board, known } = props
  const { t } = useTranslation('machines')
  const [tested, setTested] = useState<string | null>(null)
  const kinds = useKinds().data
  const kind = kinds?.boards.find((one) => one.word === board.kind)
  const chosen = board.devices.find((device) => device.deviceId === tested)
  if (board.devices.length === 0)
    return (
      <Text size="sm" c="dimmed" mt="sm">
        {t('device.none')}
      </Text>
    )
  return (
    <>
      <Table mt="sm" verticalSpacing={6} horizontalSpacing={8} className={classes.devices}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('device.device')}</Table.Th>
            <Table.Th>{t('device.pins')}</Table.Th>
            <Table.Th>{t('device.state')}</Table.Th>
            <Table.Th>
              <span className="visually-hidden">{t('device.test')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {board.devices.map((device) => (
            <Table.Tr key={device.deviceId} data-device={device.deviceId}>
              <Table.Td>
                <Text size="sm" fw={600}>
                  {device.deviceId}
                </Text>
                <DeviceFacts device={device} />
              </Table.Td>
              <Table.Td>{device.pins.map((pin) => pinLabel(pin, kind)).join(', ')}</Table.Td>
              <Table.Td>
                <DeviceState device={device} known={known} />
              </Table.Td>
              <Table.Td>
                {props.manager && device.maxMs > 0 && (
                  <Group gap={4} justify="flex-end" align="flex-start" wrap="nowrap">
                    <TestButton
                      boardId={board.boardId}
                      device={device}
                      type={kinds?.types.find((one) => one.word === device.type)}
                      disabled={props.hindrance !== null || kinds === undefined}
                    />
                    <Tooltip label={t('test.more')} openDelay={500}>
                      <ActionIcon
                        variant="subtle"
                        size={40}
                        aria-label={t('test.moreOf', { device: device.deviceId })}
                        onClick={() => setTested(device.deviceId)}
                      >
                        <IconAdjustments size={18} aria-hidden />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {props.manager && props.hindrance !== null && (
        <Text size="xs" c="dimmed" mt={6}>
          {t(`hindrance.${props.hindrance}`)}
        </Text>
      )}
      {chosen && kinds && (
        <TestDialog
          boardId={board.boardId}
          device={chosen}
          type={kinds.types.find((one) => one.word === chosen.type)}
          testMostMs={kinds.testMostMs}
          hindrance={props.hindrance}
          close={() => setTested(null)}
        />
      )}
    </>
  )
}

function DeviceFacts({ device }: { device: MachineDevice }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  const facts = [
    device.type,
    device.maxMs > 0 ? t('device.most', { ms: format.whole(device.maxMs) }) : null,
    device.dutyPct > 0 && device.dutyPct < 100
      ? t('device.duty', { pct: device.dutyPct, seconds: format.whole(device.windowS) })
      : null,
    device.size > 0 ? t('device.pixels', { count: device.size }) : null,
    (device.flags & stopButton) !== 0 ? t('device.stopButton') : null,
  ].filter((fact) => fact !== null)
  return (
    <Text size="xs" c="dimmed">
      {facts.join(' · ')}
    </Text>
  )
}

function DeviceState({ device, known }: { device: MachineDevice; known: boolean }) {
  const { t } = useTranslation('machines')
  const isOn = known && (device.active || device.pressed === true)
  const word = !known
    ? 'unknown'
    : device.maxMs > 0
      ? device.active
        ? 'on'
        : 'off'
      : device.pressed === true
        ? 'pressed'
        : device.pressed === false
          ? 'released'
          : 'unknown'
  return (
    <>
      <Badge size="sm" variant={isOn ? 'filled' : 'light'} color={isOn ? 'teal' : 'gray'}>
        {t(`device.is.${word}`)}
      </Badge>
      {known && device.waiting > 0 && (
        <Text size="xs" c="dimmed">
          {t('device.waiting', { count: device.waiting })}
        </Text>
      )}
    </>
  )
}
