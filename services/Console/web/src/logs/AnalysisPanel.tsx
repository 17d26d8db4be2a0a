import { Badge, Group, Loader, SegmentedControl, Select, Text } from '@mantine/core'
import { IconChartHistogram } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { analyseLogs, levels, type LogKind } from '../api/logs'
import { Spark } from '../health/Spark'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useAddressChange } from '../parts/useAddressChange'
import { useFormat } from '../words/useFormat'
import classes from './Logs.module.css'
import { fixedPart } from './tail'

/** Which kinds of lines there were, how often over time, and which were never seen before. */
export function AnalysisPanel() {
  const { t } = useTranslation('logs')
  const [search] = useSearchParams()
  const change = useAddressChange()
  const asked = {
    hours: search.get('hours') === '24' ? 24 : 1,
    service: search.get('service') ?? '',
    level: search.get('level') ?? '',
    order: search.get('order') === 'Newest' ? 'Newest' : 'Frequent',
  }
  const analysis = useQuery({
    queryKey: ['logs', 'analysis', asked],
    queryFn: () => analyseLogs(asked),
    refetchInterval: 10_000,
    placeholderData: keepPreviousData,
  })
  return (
    <Panel
      title={t('analysis.title')}
      aside={
        <Group gap="xs">
          <SegmentedControl
            aria-label={t('analysis.time')}
            data={[
              { value: '1', label: t('analysis.hour') },
              { value: '24', label: t('analysis.day') },
            ]}
            value={String(asked.hours)}
            onChange={(hours) => change({ hours: hours === '1' ? '' : hours })}
          />
          <SegmentedControl
            aria-label={t('analysis.order')}
            data={[
              { value: 'Frequent', label: t('analysis.frequent') },
              { value: 'Newest', label: t('analysis.newest') },
            ]}
            value={asked.order}
            onChange={(order) => change({ order: order === 'Frequent' ? '' : order })}
          />
        </Group>
      }
    >
      <div className={classes.filters}>
        <Select
          aria-label={t('service')}
          placeholder={t('allServices')}
          data={analysis.data?.services ?? []}
          value={asked.service === '' ? null : asked.service}
          clearable
          onChange={(service) => change({ service: service ?? '' })}
        />
        <Select
          aria-label={t('level')}
          placeholder={t('allLevels')}
          data={levels.map((level) => ({
            value: level,
            label: t('andGraver', { level: t(`levelName.${level}`) }),
          }))}
          value={asked.level === '' ? null : asked.level}
          clearable
          onChange={(level) => change({ level: level ?? '' })}
        />
      </div>
      {analysis.isError && <ProblemAlert error={analysis.error} retry={() => void analysis.refetch()} />}
      {analysis.isPending && <Loader mt="md" aria-label={t('loading')} />}
      {analysis.data?.kinds.length === 0 && (
        <Empty icon={<IconChartHistogram />} title={t('analysis.none')}>
          {t('analysis.noneHint')}
        </Empty>
      )}
      <ol className={classes.lines} aria-label={t('analysis.title')}>
        {analysis.data?.kinds.map((kind) => (
          <Kind key={kind.template.templateId} kind={kind} hours={asked.hours} />
        ))}
      </ol>
    </Panel>
  )
}

function Kind({ kind, hours }: { kind: LogKind; hours: number }) {
  const { t } = useTranslation('logs')
  const format = useFormat()
  const { template } = kind
  const lines = new URLSearchParams({
    from: template.service,
    source: template.source,
    text: fixedPart(template.template),
  })
  return (
    <li data-level={template.level} className={classes.kindRow}>
      <div className={classes.number}>{format.short(kind.count)}×</div>
      <div className={classes.kindText}>
        <Group gap={6}>
          <span className={classes.level}>{t(`levelName.${template.level}`)}</span>
          <span className={classes.where}>{template.service}</span>
          {kind.isNew && (
            <Badge size="sm" variant="outline" className={classes.marked} title={t('analysis.newHint')}>
              {t('analysis.new')}
            </Badge>
          )}
        </Group>
        <div className={classes.template}>{template.template}</div>
        {template.example !== template.template && (
          <Text size="xs" c="dimmed" className="breakable">
            {t('analysis.example', { text: template.example })}
          </Text>
        )}
        <Text size="xs" c="dimmed" className="breakable">
          {template.source}
        </Text>
        <Text size="xs" c="dimmed">
          {t('analysis.seen', {
            first: format.moment(template.firstSeenAt),
            version: template.version.split('+')[0],
            last: format.ago(template.lastSeenAt),
          })}{' '}
          <Link to={`/logs?${lines.toString()}`} className={classes.link}>
            {t('analysis.lines')}
          </Link>
        </Text>
      </div>
      <Spark
        values={kind.counts}
        label={t(hours === 1 ? 'analysis.overHour' : 'analysis.overDay', { count: kind.count })}
      />
    </li>
  )
}
