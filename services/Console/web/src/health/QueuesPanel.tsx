import { Alert, Badge, Button, Group, Loader, Stack, Switch, Table, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { readQueues, type Broker, type Queue } from '../api/health'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { FailedPanel } from './FailedPanel'
import classes from './Health.module.css'
import { Tile } from './Overview'
import { useBytes } from './useBytes'

export const queuesKey = ['health', 'queues'] as const

/** The broker, what waits in it, and what services gave up on. */
export function QueuesPanel() {
  const { t } = useTranslation('health')
  const format = useFormat()
  const [query, setQuery] = useSearchParams()
  const queues = useQuery({ queryKey: queuesKey, queryFn: readQueues, refetchInterval: 5_000 })
  const set = (name: string, value: string | null) =>
    setQuery(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(name, value)
        else next.delete(name)
        return next
      },
      { replace: true },
    )
  if (queues.isPending) return <Loader aria-label={t('loading')} />
  if (queues.isError) return <ProblemAlert error={queues.error} retry={() => void queues.refetch()} />
  const { problem, broker, minutes } = queues.data
  const failed = queues.data.queues.filter((queue) => queue.failedOf !== null && queue.ready > 0)
  const all = query.get('all') === '1'
  const others = queues.data.queues.filter((queue) => queue.failedOf === null)
  // What belongs to one process comes and goes with it: it is of interest when something waits there.
  const shown = others.filter((queue) => all || !isTransient(queue) || queue.ready > 0)
  const opened = query.get('failed')
  const last = minutes[minutes.length - 1]
  return (
    <Stack>
      {problem && (
        <Alert color="orange" variant="light" icon={<IconAlertTriangle />} title={t('queues.away')}>
          {problem}
        </Alert>
      )}
      <div className={classes.tiles}>
        <Tile
          name={t('queues.waiting')}
          number={format.whole(last?.waiting ?? 0)}
          values={minutes.map((one) => one.waiting)}
        />
        <Tile
          name={t('queues.failed')}
          number={format.whole(last?.failed ?? 0)}
          values={minutes.map((one) => one.failed)}
        />
        {broker && <BrokerTiles broker={broker} />}
      </div>
      <Panel title={t('failed.title')}>
        {failed.length === 0 && opened === null ? (
          <Empty icon={<IconCircleCheck />} title={t('failed.none')}>
            {t('failed.noneHint')}
          </Empty>
        ) : (
          <Stack gap="xs">
            {failed.map((queue) => (
              <Group key={queue.name} justify="space-between">
                <Group gap="xs">
                  <Badge color="red" variant="light">
                    {format.whole(queue.ready)}
                  </Badge>
                  <Text className={classes.name}>{queue.failedOf}</Text>
                </Group>
                <Button
                  variant="default"
                  mih={40}
                  aria-expanded={opened === queue.name}
                  aria-label={`${t(opened === queue.name ? 'failed.hide' : 'failed.show')}: ${t('failed.look', { queue: queue.failedOf })}`}
                  onClick={() => set('failed', opened === queue.name ? null : queue.name)}
                >
                  {opened === queue.name ? t('failed.hide') : t('failed.show')}
                </Button>
              </Group>
            ))}
          </Stack>
        )}
        {opened !== null && <FailedPanel queue={opened} />}
      </Panel>
      <Panel
        title={t('queues.title')}
        aside={
          <Switch
            label={t('queues.all')}
            checked={all}
            onChange={(event) => set('all', event.currentTarget.checked ? '1' : null)}
          />
        }
      >
        <Table className={classes.table} aria-label={t('queues.title')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('queues.name')}</Table.Th>
              <Table.Th>{t('queues.ready')}</Table.Th>
              <Table.Th>{t('queues.working')}</Table.Th>
              <Table.Th>{t('queues.consumers')}</Table.Th>
              <Table.Th>{t('queues.in')}</Table.Th>
              <Table.Th>{t('queues.out')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((queue) => (
              <Table.Tr key={queue.name}>
                <Table.Td className={classes.name}>
                  {queue.name}{' '}
                  {queue.consumers === 0 && !isTransient(queue) && (
                    <Badge color="orange" variant="light">
                      {t('queues.nobody')}
                    </Badge>
                  )}
                </Table.Td>
                <Table.Td data-label={t('queues.ready')}>{format.whole(queue.ready)}</Table.Td>
                <Table.Td data-label={t('queues.working')}>{format.whole(queue.unacknowledged)}</Table.Td>
                <Table.Td data-label={t('queues.consumers')}>{format.whole(queue.consumers)}</Table.Td>
                <Table.Td data-label={t('queues.in')}>{format.tenths(queue.inPerSecond)}</Table.Td>
                <Table.Td data-label={t('queues.out')}>{format.tenths(queue.outPerSecond)}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Panel>
    </Stack>
  )
}

const isTransient = (queue: Queue) => queue.type === 'classic'

function BrokerTiles({ broker }: { broker: Broker }) {
  const { t } = useTranslation('health')
  const bytes = useBytes()
  return (
    <>
      <Tile
        name={t('queues.memory')}
        number={bytes(broker.memoryBytes)}
        more={
          broker.memoryAlarm
            ? t('queues.memoryAlarm')
            : t('queues.memoryLimit', { limit: bytes(broker.memoryLimitBytes) })
        }
      />
      <Tile
        name={t('queues.disk')}
        number={bytes(broker.diskFreeBytes)}
        more={
          broker.diskAlarm
            ? t('queues.diskAlarm')
            : t('queues.diskLimit', { limit: bytes(broker.diskLimitBytes) })
        }
      />
    </>
  )
}
