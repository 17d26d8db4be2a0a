import { Badge, Group, Text, Title, type TitleOrder } from '@mantine/core'
import { IconAlertTriangle, IconDeviceDesktop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Machine } from '../api/machines'
import { milliseconds } from '../live/words'
import { useFormat } from '../words/useFormat'
import classes from './Machines.module.css'
import { machineState, type MachineState } from './state'

const colors: Record<MachineState, string> = {
  online: 'teal',
  stopped: 'red',
  offline: 'red',
  never: 'gray',
  revoked: 'gray',
}

/** Who a machine is and how it stands. */
export function MachineHead(props: { machine: Machine; id: string; order: TitleOrder; link?: boolean }) {
  const { machine, order } = props
  const { t } = useTranslation('machines')
  const state = machineState(machine)
  const name = machine.name ?? machine.gatewayId
  return (
    <div className={classes.head}>
      <Group gap="sm" wrap="wrap">
        <IconDeviceDesktop size={20} aria-hidden className={classes.icon} />
        <Title order={order} size={order === 1 ? 'h3' : 'h5'} id={props.id} className={classes.name}>
          {props.link ? (
            <Link to={`/machines/${machine.gatewayId}`} className={classes.link}>
              <bdi>{name}</bdi>
            </Link>
          ) : (
            <bdi>{name}</bdi>
          )}
        </Title>
        <Badge color={colors[state]} variant={state === 'stopped' ? 'filled' : 'light'}>
          {t(`machine.${state}`)}
        </Badge>
      </Group>
      <MachineFacts machine={machine} state={state} />
      {machine.status?.detail && (
        <Group gap={8} mt={6} wrap="nowrap" align="flex-start" role="status">
          <IconAlertTriangle size={18} aria-hidden className="warn" />
          <Text size="sm">{machine.status.detail}</Text>
        </Group>
      )}
    </div>
  )
}

function MachineFacts({ machine, state }: { machine: Machine; state: MachineState }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  const facts = [
    machine.name !== null ? machine.gatewayId : null,
    machine.computer !== null ? t('fact.computer', { name: machine.computer }) : null,
    machine.onlineSince !== null && state !== 'offline'
      ? t('fact.onlineSince', { time: format.moment(machine.onlineSince) })
      : machine.lastSeenAt !== null
        ? t('fact.lastSeen', { time: format.moment(machine.lastSeenAt) })
        : null,
    machine.version !== null ? t('fact.version', { version: machine.version.split('+')[0] ?? '' }) : null,
    machine.brokerMs !== null ? t('fact.delay', { ms: milliseconds(machine.brokerMs) }) : null,
  ].filter((fact) => fact !== null)
  return (
    <Text size="xs" c="dimmed" className="breakable" mt={2}>
      {facts.join(' · ')}
    </Text>
  )
}
