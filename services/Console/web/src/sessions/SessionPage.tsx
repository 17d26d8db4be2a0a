import { Anchor, Badge, Group, Loader, Stack, Tabs, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { readSummary, readTimeline } from '../api/sessions'
import { useWatchedAccounts } from '../live/useBooks'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { SessionActions } from './SessionActions'
import { SessionChecks } from './SessionChecks'
import { SessionEvents } from './SessionEvents'
import { SessionOverview } from './SessionOverview'

const tabs = ['overview', 'events', 'actions', 'checks'] as const

/** Review of one LIVE, while it runs and when it is over. The tab and the moment are in the address. */
export default function SessionPage() {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { id = '' } = useParams()
  const [search, setSearch] = useSearchParams()
  const tab = tabs.find((one) => one === search.get('tab')) ?? 'overview'
  const accounts = useWatchedAccounts()
  const summary = useQuery({
    queryKey: ['session-summary', id],
    queryFn: () => readSummary(id),
    refetchInterval: (query) => (query.state.data?.isLive ? 5_000 : false),
  })
  const live = summary.data?.isLive === true
  const bucket = (summary.data?.durationMs ?? 0) > 6 * 3_600_000 ? '5m' : '1m'
  const timeline = useQuery({
    queryKey: ['session-timeline', id, bucket],
    queryFn: () => readTimeline(id, bucket),
    enabled: summary.data !== undefined,
    refetchInterval: live ? 10_000 : false,
  })
  const choose = (values: Record<string, string | null>) =>
    setSearch(
      (known) => {
        for (const [name, value] of Object.entries(values))
          if (value) known.set(name, value)
          else known.delete(name)
        return known
      },
      { replace: true },
    )
  if (summary.isPending) return <Loader aria-label={t('loading')} />
  if (summary.isError) return <ProblemAlert error={summary.error} retry={() => void summary.refetch()} />
  const { session, durationMs } = summary.data
  const handle = accounts.data?.find((account) => account.id === session.accountId)?.handle
  return (
    <Stack gap="md">
      <div>
        <Anchor component={Link} to="/sessions" size="sm">
          {t('back')}
        </Anchor>
        <Group gap="sm">
          <Title order={1} size="h3">
            @<bdi>{handle ?? '?'}</bdi> · {format.moment(session.startedAt)}
          </Title>
          {live && <Badge color="teal">{t('live')}</Badge>}
        </Group>
        <Text size="sm" c="dimmed">
          {session.endedAt === null
            ? t('since', { duration: format.length(durationMs) })
            : t('lasted', { duration: format.length(durationMs), end: format.moment(session.endedAt) })}
        </Text>
      </div>
      <Tabs
        value={tab}
        onChange={(value) => choose({ tab: value === 'overview' ? null : value })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {tabs.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <SessionOverview
            summary={summary.data}
            timeline={timeline.data}
            moment={search.get('at')}
            choose={(at) => choose({ at })}
          />
        </Tabs.Panel>
        <Tabs.Panel value="events">
          <SessionEvents id={id} from={search.get('at')} choose={(at) => choose({ at })} />
        </Tabs.Panel>
        <Tabs.Panel value="actions">
          <SessionActions id={id} />
        </Tabs.Panel>
        <Tabs.Panel value="checks">
          <SessionChecks id={id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
