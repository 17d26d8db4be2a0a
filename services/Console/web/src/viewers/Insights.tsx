import { Loader, Select, Text } from '@mantine/core'
import { IconCrown, IconTrophy } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { readHeatmap, readLeaders, readVips, type ViewerProfile } from '../api/viewers'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { Face } from './Face'
import { HeatmapView } from './HeatmapView'
import classes from './Insights.module.css'
import { nameOf } from './names'
import { useLength } from './useLength'
import { viewersKey } from './useViewers'
import { VipBadge } from './VipBadge'

const boards = ['coins', 'watchtime', 'visits', 'gifts', 'comments', 'likes', 'shares', 'points'] as const
type Board = (typeof boards)[number]

/** When viewers are there, and who stands out. */
export function Insights({ account }: { account: string }) {
  const { t } = useTranslation('viewers')
  const heatmap = useQuery({
    queryKey: ['viewer-heatmap', account],
    queryFn: () => readHeatmap(account),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  return (
    <div className={classes.insights}>
      <Panel title={t('heat.title')} className={classes.wide}>
        {heatmap.isError && <ProblemAlert error={heatmap.error} retry={() => void heatmap.refetch()} />}
        {heatmap.data && <HeatmapView heatmap={heatmap.data} />}
      </Panel>
      <Vips account={account} />
      <Leaders account={account} />
    </div>
  )
}

function Vips({ account }: { account: string }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const vips = useQuery({ queryKey: [...viewersKey, 'vips', account], queryFn: () => readVips(account) })
  return (
    <Panel title={t('vips.title')}>
      {vips.isPending && <Loader aria-label={t('loading')} />}
      {vips.isError && <ProblemAlert error={vips.error} retry={() => void vips.refetch()} />}
      {vips.data?.items.length === 0 && (
        <Empty icon={<IconCrown />} title={t('vips.none')}>
          {t('vips.noneText')}
        </Empty>
      )}
      <ol className={classes.places} aria-label={t('vips.title')}>
        {vips.data?.items.map((viewer, n) => (
          <Place key={viewer.userId} rank={n + 1} viewer={viewer}>
            <VipBadge viewer={viewer} />
            <span className={classes.value}>{format.whole(viewer.totalCoinsSpent)}</span>
          </Place>
        ))}
      </ol>
    </Panel>
  )
}

function Leaders({ account }: { account: string }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  const [board, setBoard] = useState<Board>('coins')
  const leaders = useQuery({
    queryKey: [...viewersKey, 'leaders', account, board],
    queryFn: () => readLeaders(account, board),
    placeholderData: keepPreviousData,
  })
  const shown = (value: number) => (board === 'watchtime' ? length(value) : format.whole(value))
  return (
    <Panel
      title={t('leaders.title')}
      aside={
        <Select
          size="xs"
          w={140}
          aria-label={t('leaders.by')}
          allowDeselect={false}
          value={board}
          onChange={(value) => value && setBoard(value as Board)}
          data={boards.map((value) => ({ value, label: t(`columns.${value}`) }))}
        />
      }
    >
      {leaders.isPending && <Loader aria-label={t('loading')} />}
      {leaders.isError && <ProblemAlert error={leaders.error} retry={() => void leaders.refetch()} />}
      {leaders.data?.length === 0 && (
        <Empty icon={<IconTrophy />} title={t('leaders.none')}>
          {t('leaders.noneText')}
        </Empty>
      )}
      <ol className={classes.places} aria-label={t('leaders.title')}>
        {leaders.data?.map(({ rank, value, viewer }) => (
          <Place key={viewer.userId} rank={rank} viewer={viewer}>
            <span className={classes.value}>{shown(value)}</span>
          </Place>
        ))}
      </ol>
    </Panel>
  )
}

function Place({ rank, viewer, children }: { rank: number; viewer: ViewerProfile; children: ReactNode }) {
  const { search } = useLocation()
  return (
    <li className={classes.place}>
      <span className={`rank rank-${rank} ${classes.rank}`}>{rank}</span>
      <Face viewer={viewer} size={30} />
      <span className={classes.who}>
        <Link to={{ pathname: `/viewers/${viewer.userId}`, search }} className={classes.name}>
          <bdi>{nameOf(viewer)}</bdi>
        </Link>
        <Text size="xs" c="dimmed" truncate>
          {viewer.username && (
            <>
              @<bdi>{viewer.username}</bdi>
            </>
          )}
        </Text>
      </span>
      {children}
    </li>
  )
}
