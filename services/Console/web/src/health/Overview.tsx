import { Badge, Group, Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readFigures, readHealth, type ServiceHealth, type WorkspaceFigures } from '../api/health'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Health.module.css'
import { Spark } from './Spark'

/** How often is asked, in ms: the Console asks the services as often. */
const every = 5_000

/** The services, and what happened in the workspace over the last hour. */
export function Overview() {
  const { t } = useTranslation('health')
  const health = useQuery({ queryKey: ['health'], queryFn: readHealth, refetchInterval: every })
  const figures = useQuery({ queryKey: ['health', 'figures'], queryFn: readFigures, refetchInterval: every })
  return (
    <Stack>
      <Panel
        title={t('services.title')}
        aside={
          health.data && (
            <Badge color={health.data.healthy ? 'teal' : 'red'} variant="light" size="lg">
              {health.data.healthy ? t('services.allWell') : t('services.notWell')}
            </Badge>
          )
        }
      >
        {health.isError && <ProblemAlert error={health.error} retry={() => void health.refetch()} />}
        {health.isPending && <Loader aria-label={t('loading')} />}
        <div className={classes.services}>
          {health.data?.services.map((service) => (
            <Service key={service.service} service={service} />
          ))}
        </div>
      </Panel>
      <Panel title={t('hour.title')}>
        {figures.isError && <ProblemAlert error={figures.error} retry={() => void figures.refetch()} />}
        {figures.isPending && <Loader aria-label={t('loading')} />}
        {figures.data && <Hour figures={figures.data} />}
      </Panel>
    </Stack>
  )
}

function Service({ service }: { service: ServiceHealth }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const state =
    service.live === null ? 'unknown' : !service.live ? 'away' : service.ready ? 'well' : 'notReady'
  const colour = { unknown: 'gray', away: 'red', notReady: 'orange', well: 'teal' }[state]
  return (
    <div className={classes.tile}>
      <Group justify="space-between" wrap="nowrap">
        <Text fw={600} className={classes.name}>
          {service.service}
        </Text>
        <Badge color={colour} variant="light">
          {t(`services.${state}`)}
        </Badge>
      </Group>
      {service.reasons.map((reason) => (
        <Text key={reason} size="sm" className={classes.name}>
          {reason}
        </Text>
      ))}
      <Text size="xs" c="dimmed">
        {[
          service.version && t('services.version', { version: service.version.split('+')[0] }),
          service.askedSecondsAgo !== null &&
            t('services.asked', { seconds: format.whole(service.askedSecondsAgo) }),
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
    </div>
  )
}

function Hour({ figures }: { figures: WorkspaceFigures }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const { minutes, board, path } = figures
  // The running minute is not over: the one before it is what a minute is like.
  const last = minutes[minutes.length - 2]
  const ms = (value: number | null) => (value === null ? '–' : t('ms', { value: format.tenths(value) }))
  return (
    <Stack gap="xs">
      <div className={classes.tiles}>
        <Tile
          name={t('hour.gifts')}
          number={format.whole(last?.gifts ?? 0)}
          more={t('hour.ofHour', { count: minutes.reduce((sum, one) => sum + one.gifts, 0) })}
          values={minutes.map((one) => one.gifts)}
        />
        <Tile
          name={t('hour.events')}
          number={format.whole(last?.events ?? 0)}
          more={t('hour.ofHour', { count: minutes.reduce((sum, one) => sum + one.events, 0) })}
          values={minutes.map((one) => one.events)}
        />
        <Tile
          name={t('hour.success')}
          number={
            figures.successRate === null
              ? '–'
              : t('percent', { value: format.tenths(100 * figures.successRate) })
          }
          more={t('hour.actions', {
            done: format.whole(figures.actionsDone),
            not: format.whole(figures.actionsNotDone),
          })}
          values={minutes.map((one) => one.actionsDone + one.actionsNotDone)}
        />
        <Tile
          name={t('hour.board')}
          number={ms(board.medianMs)}
          more={t('hour.times', { p95: ms(board.p95Ms), max: ms(board.maxMs) })}
          values={minutes.map((one) => one.boardP95Ms)}
        />
        <Tile
          name={t('hour.path')}
          number={ms(path.medianMs)}
          more={t('hour.times', { p95: ms(path.p95Ms), max: ms(path.maxMs) })}
          values={minutes.map((one) => one.pathP95Ms)}
        />
      </div>
      <Text size="xs" c="dimmed">
        {t('hour.since', { time: format.moment(figures.since) })}
      </Text>
    </Stack>
  )
}

/** A number, what it means, and its last hour. */
export function Tile(props: {
  name: string
  number: string
  more?: string
  values?: readonly (number | null)[]
}) {
  const { t } = useTranslation('health')
  return (
    <div className={classes.tile}>
      <Text size="sm" c="dimmed">
        {props.name}
      </Text>
      <div className={classes.number}>{props.number}</div>
      {props.more && (
        <Text size="xs" c="dimmed">
          {props.more}
        </Text>
      )}
      {props.values && <Spark values={props.values} label={t('lastHour', { name: props.name })} />}
    </div>
  )
}
