import { Anchor, Button, Chip, Group, Loader, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readSessionEvents, type SessionEvent } from '../api/sessions'
import { useLiveWords } from '../live/useLiveWords'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { ViewerName } from '../parts/ViewerName'
import { useFormat } from '../words/useFormat'
import classes from './Sessions.module.css'

const kinds = ['all', 'Gift', 'Chat', 'Like', 'Follow', 'Share', 'Join', 'Subscribe', 'Gap'] as const
type Kind = (typeof kinds)[number]

/** Every event of the LIVE in its order, from a moment on, with what it moved. */
export function SessionEvents(props: {
  id: string
  from: string | null
  choose: (at: string | null) => void
}) {
  const { id, from, choose } = props
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const [kind, setKind] = useState<Kind>('all')
  const events = useInfiniteQuery({
    queryKey: ['session-events', id, kind, from],
    queryFn: ({ pageParam }) =>
      readSessionEvents(id, {
        ...(kind === 'all' ? {} : { kind }),
        from: from ?? undefined,
        after: pageParam,
        limit: 100,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const items = events.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel
      title={t('tabs.events')}
      aside={
        from !== null && (
          <Group gap="sm">
            <Text size="sm">{t('from', { time: format.clock(from) })}</Text>
            <Anchor size="sm" component="button" type="button" onClick={() => choose(null)}>
              {t('fromStart')}
            </Anchor>
          </Group>
        )
      }
    >
      <Group gap="xs" mb="sm">
        <Chip.Group value={kind} onChange={(value) => setKind(value as Kind)}>
          {kinds.map((one) => (
            <Chip key={one} value={one} size="xs" variant="light">
              {t(`kinds.${one}`)}
            </Chip>
          ))}
        </Chip.Group>
      </Group>
      {events.isError && <ProblemAlert error={events.error} retry={() => void events.refetch()} />}
      {events.isPending && <Loader aria-label={t('loading')} />}
      {events.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noEvents')}
        </Text>
      )}
      <ol className={classes.events}>
        {items.map((item) => (
          <Event key={`${item.messageId} ${item.kind}`} item={item} />
        ))}
      </ol>
      {events.hasNextPage && (
        <Button
          mt="sm"
          variant="default"
          fullWidth
          loading={events.isFetchingNextPage}
          onClick={() => void events.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Panel>
  )
}

function Event({ item }: { item: SessionEvent }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { outcome } = useLiveWords()
  const coins = (item.coins ?? 0) * (item.credited ?? 0)
  return (
    <li className={classes.event}>
      <time dateTime={item.at}>{format.clock(item.at)}</time>
      <span className="breakable">
        {item.userId !== null && (
          <b>
            <ViewerName userId={item.userId} handle={item.handle} nickname={item.nickname} />{' '}
          </b>
        )}
        <What item={item} />
        {item.actions.map((action, n) => (
          <Text key={n} size="xs" c="dimmed" component="span" display="block">
            → {action.ruleName ?? t('goneRule')}: {outcome(action.outcome ?? action.decision ?? '')}
          </Text>
        ))}
      </span>
      {coins > 0 && <span className="coins">{format.whole(coins)}</span>}
    </li>
  )
}

function What({ item }: { item: SessionEvent }) {
  const { t } = useTranslation('sessions')
  switch (item.kind) {
    case 'Gift':
    case 'GiftFinal':
      return (
        <>
          {item.giftName ?? item.giftId} ×{item.repeatCount ?? 1}
        </>
      )
    case 'Chat':
      return <bdi>{item.text}</bdi>
    case 'Like':
      return <>{t('likes', { count: item.likes ?? 1 })}</>
    case 'RoomStats':
      return <span className="dim">{t('roomViewers', { count: item.viewers ?? 0 })}</span>
    default:
      return (
        <span className="dim">
          {item.kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}
          {item.text && <bdi>: {item.text}</bdi>}
        </span>
      )
  }
}
