import { Button, Group, Loader, Paper, SegmentedControl, Select, Stack, Text } from '@mantine/core'
import { IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import {
  readHistory,
  type ViewerGift,
  type ViewerInteraction,
  type ViewerVisit,
  type WholeProfile,
} from '../../api/viewers'
import { Empty } from '../../parts/Empty'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFormat } from '../../words/useFormat'
import { useLength } from '../useLength'
import { viewerKey } from './useViewer'
import classes from './Detail.module.css'

const kinds = [
  'comment',
  'gift',
  'like',
  'follow',
  'share',
  'join',
  'subscribe',
  'social',
  'question',
  'emote',
  'envelope',
] as const

const histories = ['interactions', 'gifts', 'visits'] as const
type HistoryName = (typeof histories)[number]

interface Props {
  viewer: WholeProfile
  account: string
}

/** What a viewer did, newest first, as far back as it is kept. */
export function History({ viewer, account }: Props) {
  const { t } = useTranslation('viewers')
  const [shown, setShown] = useState<HistoryName>('interactions')
  const [kind, setKind] = useState('')
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <SegmentedControl
          aria-label={t('history.which')}
          value={shown}
          onChange={(value) => setShown(value as HistoryName)}
          data={histories.map((value) => ({ value, label: t(`history.${value}`) }))}
        />
        {shown === 'interactions' && (
          <Select
            w={170}
            aria-label={t('history.kind')}
            allowDeselect={false}
            value={kind || 'all'}
            onChange={(value) => setKind(value === null || value === 'all' ? '' : value)}
            data={[
              { value: 'all', label: t('history.all') },
              ...kinds.map((value) => ({ value, label: t(`kinds.${value}`) })),
            ]}
          />
        )}
      </Group>
      {shown === 'interactions' && <Interactions viewer={viewer} account={account} kind={kind} />}
      {shown === 'gifts' && <Gifts viewer={viewer} account={account} />}
      {shown === 'visits' && <Visits viewer={viewer} account={account} />}
    </Stack>
  )
}

function Interactions({ viewer, account, kind }: Props & { kind: string }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const words = (one: ViewerInteraction) => {
    if (one.content) return <bdi>{one.content}</bdi>
    if (one.kind === 'gift')
      return (
        <>
          <bdi>{one.giftName ?? t('history.gift')}</bdi> × {format.whole(one.quantity ?? 1)}
        </>
      )
    return one.quantity ? `× ${format.whole(one.quantity)}` : ''
  }
  return (
    <Pages<ViewerInteraction>
      viewer={viewer}
      account={account}
      what="interactions"
      kind={kind}
      row={(one) => (
        <Line key={`${one.accountId} ${one.id}`} viewer={viewer} one={one} at={one.at}>
          <b className={classes.kind}>{t(`kinds.${kinds.find((known) => known === one.kind) ?? 'other'}`)}</b>
          <span className="breakable">{words(one)}</span>
        </Line>
      )}
    />
  )
}

function Gifts({ viewer, account }: Props) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  return (
    <Pages<ViewerGift>
      viewer={viewer}
      account={account}
      what="gifts"
      row={(one) => (
        <Line key={`${one.accountId} ${one.id}`} viewer={viewer} one={one} at={one.at}>
          <b className="breakable">
            <bdi>{one.giftName ?? t('history.giftId', { id: one.giftId })}</bdi> ×{' '}
            {format.whole(one.quantity)}
          </b>
          <span className="coins">
            {t('history.coins', { count: one.totalCoins, number: format.whole(one.totalCoins) })}
          </span>
        </Line>
      )}
    />
  )
}

function Visits({ viewer, account }: Props) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  return (
    <Pages<ViewerVisit>
      viewer={viewer}
      account={account}
      what="visits"
      row={(one) => (
        <Line key={`${one.accountId} ${one.joinedAt}`} viewer={viewer} one={one} at={one.joinedAt}>
          <b>{length(one.durationSeconds)}</b>
          <span className="dim">
            {one.leftAt ? t('history.until', { time: format.clock(one.leftAt) }) : t('history.there')}
          </span>
        </Line>
      )}
    />
  )
}

function Pages<T>(props: Props & { what: HistoryName; kind?: string; row: (one: T) => ReactNode }) {
  const { viewer, account, what, kind = '', row } = props
  const { t } = useTranslation('viewers')
  const pages = useInfiniteQuery({
    queryKey: [...viewerKey(viewer.userId), what, account, kind],
    queryFn: ({ pageParam }) =>
      readHistory<T>(viewer.userId, what, { accountId: account, kind, after: pageParam }),
    initialPageParam: '',
    getNextPageParam: (last) => last.next ?? undefined,
  })
  if (pages.isPending) return <Loader aria-label={t('loading')} />
  if (pages.isError) return <ProblemAlert error={pages.error} retry={() => void pages.refetch()} />
  const items = pages.data.pages.flatMap((page) => page.items)
  return (
    <Paper withBorder>
      {items.length === 0 ? (
        <Empty icon={<IconHistory />} title={t('history.none')}>
          {t('history.noneText')}
        </Empty>
      ) : (
        <ul className={classes.lines} aria-label={t(`history.${what}`)}>
          {items.map(row)}
        </ul>
      )}
      {pages.hasNextPage && (
        <Group justify="center" p="xs">
          <Button
            variant="subtle"
            loading={pages.isFetchingNextPage}
            onClick={() => void pages.fetchNextPage()}
          >
            {t('history.more')}
          </Button>
        </Group>
      )}
    </Paper>
  )
}

function Line(props: { viewer: WholeProfile; one: { accountId: string }; at: string; children: ReactNode }) {
  const format = useFormat()
  const handle = props.viewer.accounts.find(({ accountId }) => accountId === props.one.accountId)?.handle
  return (
    <li className={classes.line}>
      <span className={classes.what}>{props.children}</span>
      <span className={classes.when}>
        <time dateTime={props.at}>{format.moment(props.at)}</time>
        {handle && props.viewer.accounts.length > 1 && (
          <Text span size="xs" c="dimmed">
            @<bdi>{handle}</bdi>
          </Text>
        )}
      </span>
    </li>
  )
}
