import { Badge, Button, Group, Paper, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readViewerHeatmap, unmergeViewer, type WholeProfile } from '../../api/viewers'
import { Panel } from '../../parts/Panel'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFormat } from '../../words/useFormat'
import { HeatmapView } from '../HeatmapView'
import { ScrollBox } from '../ScrollBox'
import { useLength } from '../useLength'
import { VipBadge } from '../VipBadge'
import { About } from './About'
import classes from './Detail.module.css'
import { useChange } from './useViewer'

interface Props {
  viewer: WholeProfile
  account: string
  manager: boolean
}

/** What is known of a viewer, in numbers and in words. */
export function Overview({ viewer, account, manager }: Props) {
  const { t } = useTranslation('viewers')
  const heatmap = useQuery({
    queryKey: ['viewer-heatmap', account, viewer.userId],
    queryFn: () => readViewerHeatmap(viewer.userId, account),
    staleTime: 30_000,
  })
  return (
    <div className={classes.overview}>
      <div className={classes.wide}>
        <Totals viewer={viewer} />
      </div>
      <Panel title={t('about')}>
        <About viewer={viewer} />
      </Panel>
      <Panel title={t('handles.title')}>
        <Handles viewer={viewer} />
        {viewer.mergedIds.length > 0 && <Merged viewer={viewer} manager={manager} />}
      </Panel>
      <Panel title={t('heat.own')} className={classes.wide}>
        {heatmap.isError && <ProblemAlert error={heatmap.error} retry={() => void heatmap.refetch()} />}
        {heatmap.data && <HeatmapView heatmap={heatmap.data} />}
      </Panel>
      {viewer.accounts.length > 0 && (
        <Panel title={t('perAccount')} className={classes.wide}>
          <Accounts viewer={viewer} />
        </Panel>
      )}
    </div>
  )
}

function Totals({ viewer }: { viewer: WholeProfile }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  const totals: [string, string, boolean?][] = [
    [t('columns.coins'), format.whole(viewer.totalCoinsSpent), true],
    [t('columns.gifts'), format.whole(viewer.totalGiftsSent)],
    [t('columns.watchtime'), length(viewer.totalWatchtimeSeconds)],
    [t('columns.visits'), format.whole(viewer.totalVisits)],
    [t('columns.comments'), format.whole(viewer.totalComments)],
    [t('columns.likes'), format.whole(viewer.totalLikes)],
    [t('columns.shares'), format.whole(viewer.totalShares)],
    [t('columns.follows'), format.whole(viewer.totalFollows)],
    [t('joins'), format.whole(viewer.totalJoins)],
    [t('columns.points'), format.whole(viewer.loyaltyPoints)],
  ]
  return (
    <dl className={classes.totals} aria-label={t('totals')}>
      {totals.map(([name, value, accent = false]) => (
        <Paper withBorder key={name} className="tile" data-accent={accent}>
          <dt>{name}</dt>
          <dd className="tile-value">{value}</dd>
        </Paper>
      ))}
    </dl>
  )
}

function Handles({ viewer }: { viewer: WholeProfile }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  if (viewer.handles.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('handles.none')}
      </Text>
    )
  return (
    <ul className={classes.handles}>
      {viewer.handles.map(({ handle, firstAt }) => (
        <li key={handle}>
          <span className="breakable">
            @<bdi>{handle}</bdi>
          </span>
          {handle === viewer.username && (
            <Badge size="sm" variant="light">
              {t('handles.now')}
            </Badge>
          )}
          <Text span size="xs" c="dimmed" ml="auto">
            {t('handles.since', { date: format.date(firstAt) })}
          </Text>
        </li>
      ))}
    </ul>
  )
}

/** Other ids that are this person, and how to part them again. */
function Merged({ viewer, manager }: { viewer: WholeProfile; manager: boolean }) {
  const { t } = useTranslation('viewers')
  const part = useChange((id: string) => unmergeViewer(id))
  return (
    <Stack gap={6} mt="md">
      <Text size="sm" fw={650}>
        {t('merged.title')}
      </Text>
      <Text size="xs" c="dimmed">
        {t('merged.text')}
      </Text>
      {viewer.mergedIds.map((id) => (
        <Group key={id} justify="space-between" gap="xs">
          <Text size="sm" className="breakable">
            {id}
          </Text>
          {manager && (
            <Button
              size="xs"
              variant="default"
              loading={part.isPending && part.variables === id}
              aria-label={t('merged.undoOne', { id })}
              onClick={() => part.mutate(id)}
            >
              {t('merged.undo')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  )
}

function Accounts({ viewer }: { viewer: WholeProfile }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  return (
    <ScrollBox label={t('perAccount')} width={620}>
      <Table fz="sm" aria-label={t('perAccount')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('account')}</Table.Th>
            <Table.Th>{t('columns.vip')}</Table.Th>
            {(['coins', 'gifts', 'watchtime', 'visits', 'comments', 'points', 'lastSeen'] as const).map(
              (column) => (
                <Table.Th key={column} ta="right">
                  {t(`columns.${column}`)}
                </Table.Th>
              ),
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {viewer.accounts.map((one) => (
            <Table.Tr key={one.accountId}>
              <Table.Td fw={600}>
                {one.handle ? (
                  <>
                    @<bdi>{one.handle}</bdi>
                  </>
                ) : (
                  t('otherAccount')
                )}
              </Table.Td>
              <Table.Td>
                <VipBadge viewer={{ ...one, vipByHand: false }} />
              </Table.Td>
              <Table.Td ta="right">{format.whole(one.totalCoinsSpent)}</Table.Td>
              <Table.Td ta="right">{format.whole(one.totalGiftsSent)}</Table.Td>
              <Table.Td ta="right">{length(one.totalWatchtimeSeconds)}</Table.Td>
              <Table.Td ta="right">{format.whole(one.totalVisits)}</Table.Td>
              <Table.Td ta="right">{format.whole(one.totalComments)}</Table.Td>
              <Table.Td ta="right">{format.whole(one.loyaltyPoints)}</Table.Td>
              <Table.Td ta="right" title={format.moment(one.lastSeenAt)}>
                {format.ago(one.lastSeenAt)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollBox>
  )
}
