import { Badge, Group, Loader, Progress, Stack, Text } from '@mantine/core'
import { IconServer } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readProcesses, type Figure, type Process } from '../api/health'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Health.module.css'
import { Tile } from './Overview'
import { Spark } from './Spark'
import { useBytes } from './useBytes'

/** Every process that reports: memory, processor, disk, and what it measures. */
export function ProcessesPanel() {
  const { t } = useTranslation('health')
  const processes = useQuery({
    queryKey: ['health', 'processes'],
    queryFn: readProcesses,
    refetchInterval: 5_000,
  })
  if (processes.isPending) return <Loader aria-label={t('loading')} />
  if (processes.isError)
    return <ProblemAlert error={processes.error} retry={() => void processes.refetch()} />
  return (
    <Stack>
      {processes.data.length === 0 && (
        <Empty icon={<IconServer />} title={t('processes.none')}>
          {t('processes.noneHint')}
        </Empty>
      )}
      {processes.data.map((process) => (
        <OneProcess key={`${process.service} ${process.instance}`} process={process} />
      ))}
    </Stack>
  )
}

function OneProcess({ process }: { process: Process }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const bytes = useBytes()
  const { disk } = process
  const used = disk && disk.totalBytes > 0 ? 100 * (1 - disk.freeBytes / disk.totalBytes) : null
  return (
    <Panel
      title={process.service}
      aside={
        <Group gap="xs">
          {process.silent && (
            <Badge color="red" variant="light">
              {t('processes.silent', { ago: format.ago(process.seenAt) })}
            </Badge>
          )}
          <Text size="xs" c="dimmed" className={classes.name}>
            {t('processes.about', {
              instance: process.instance,
              started: format.moment(process.startedAt),
            })}
          </Text>
        </Group>
      }
    >
      <div className={classes.tiles}>
        <Tile
          name={t('processes.memory')}
          number={bytes(process.memoryBytes)}
          more={t('processes.heap', { value: bytes(process.heapBytes) })}
          values={process.memory}
        />
        <Tile
          name={t('processes.cpu')}
          number={t('percent', { value: format.tenths(process.cpuPercent) })}
          more={t('processes.ofCore')}
          values={process.cpu}
        />
        {disk && used !== null && (
          <div className={classes.tile}>
            <Text size="sm" c="dimmed">
              {t('processes.disk')}
            </Text>
            <div className={classes.number}>{bytes(disk.freeBytes)}</div>
            <Text size="xs" c="dimmed">
              {t('processes.ofDisk', { total: bytes(disk.totalBytes) })}
            </Text>
            <Progress
              mt="auto"
              value={used}
              color={used > 90 ? 'red' : 'teal'}
              aria-label={t('processes.diskUsed', { percent: format.whole(used) })}
            />
          </div>
        )}
      </div>
      {process.figures.length > 0 && (
        <details>
          <Text component="summary" size="sm" py={10} className={classes.summary}>
            {t('processes.measures', { count: process.figures.length })}
          </Text>
          <div className={classes.figures}>
            {process.figures.map((figure) => (
              <OneFigure key={figure.name} figure={figure} />
            ))}
          </div>
        </details>
      )}
    </Panel>
  )
}

function OneFigure({ figure }: { figure: Figure }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const tenths = (value: number | null) => (value === null ? '–' : format.tenths(value))
  return (
    <div>
      <div className={classes.mono}>{figure.name}</div>
      <Text size="sm">
        {figure.kind === 'Distribution'
          ? t('processes.distribution', {
              count: figure.count,
              median: tenths(figure.median),
              p95: tenths(figure.p95),
              max: tenths(figure.max),
            })
          : figure.kind === 'Count'
            ? t('processes.counted', { value: format.whole(figure.sum) })
            : t('processes.level', { value: tenths(figure.sum) })}
      </Text>
      <Spark values={figure.values} label={t('lastHour', { name: figure.name })} />
    </div>
  )
}
