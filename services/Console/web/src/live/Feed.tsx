import { Button, Group, Text } from '@mantine/core'
import { IconActivity, IconArrowUp, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { FeedItem } from '../api/console'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { useFormat } from '../words/useFormat'
import { feedBound, filterFeed, newerThan } from './feed'
import { filterOf, FeedFilters } from './FeedFilters'
import { FeedRow } from './FeedRow'
import { wordsOf } from './highlight'
import { useLive } from './store'

/** Rows drawn; the rest can be found by the filter. */
const shown = 150

/** Everything that happens in the room, newest first. It stands still while somebody reads further down. */
export function Feed(props: { accountId: string | undefined; keywords: readonly string[] }) {
  const { accountId, keywords } = props
  const { t } = useTranslation('live')
  const format = useFormat()
  const [search] = useSearchParams()
  const all = useLive((live) => live.feed)
  const leftOut = useLive((live) => live.leftOut)
  const list = useRef<HTMLOListElement>(null)
  const hold = useHold(all)
  const release = () => {
    hold.release()
    list.current?.scrollTo({ top: 0 })
  }
  const feed = useDeferredValue(hold.feed)
  const filter = useMemo(() => filterOf(search), [search])
  const typed = search.get('mark') ?? ''
  const words = useMemo(() => [...wordsOf(typed), ...keywords], [typed, keywords])
  const items = useMemo(
    () => filterFeed(feed, { ...filter, accountId }).slice(0, shown),
    [feed, accountId, filter],
  )

  return (
    <Panel
      title={t('feed.title')}
      aside={
        <Group gap="sm">
          {leftOut > 0 && (
            <Text size="xs" c="dimmed">
              {t('feed.leftOut', { value: format.whole(leftOut) })}
            </Text>
          )}
          <Button
            size="compact-sm"
            mih={32}
            variant={hold.isHeld ? 'light' : 'subtle'}
            color={hold.isHeld ? 'yellow' : 'gray'}
            leftSection={
              hold.isHeld ? (
                <IconPlayerPlay size={15} aria-hidden />
              ) : (
                <IconPlayerPause size={15} aria-hidden />
              )
            }
            onClick={hold.isHeld ? release : hold.take}
          >
            {t(hold.isHeld ? 'feed.resume' : 'feed.pause')}
          </Button>
        </Group>
      }
    >
      <FeedFilters />
      {hold.isHeld && (
        <button type="button" className="feed-news" onClick={release}>
          <IconArrowUp size={15} aria-hidden />
          {hold.news === 0
            ? t('feed.paused')
            : hold.news === null
              ? t('feed.manyHeld', { value: format.whole(feedBound) })
              : t('feed.held', { count: hold.news })}
        </button>
      )}
      {items.length === 0 ? (
        <Empty
          icon={<IconActivity />}
          title={t(feed.length === 0 ? 'feed.nothing.title' : 'feed.none.title')}
        >
          {t(feed.length === 0 ? 'feed.nothing.text' : 'feed.none.text')}
        </Empty>
      ) : (
        <ol
          className="feed"
          aria-label={t('feed.label')}
          tabIndex={0}
          ref={list}
          onScroll={(event) => hold.scrolled(event.currentTarget.scrollTop)}
        >
          {items.map((item) => (
            <FeedRow key={item.id} item={item} words={words} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

/** What is read stays where it is: taken by the button or by scrolling down, given back at the top. */
function useHold(all: readonly FeedItem[]) {
  const [held, setHeld] = useState<{ feed: readonly FeedItem[]; byScroll: boolean } | null>(null)
  return {
    feed: held?.feed ?? all,
    isHeld: held !== null,
    /** How many came since; null where they are more than are kept. */
    news: held === null ? 0 : newerThan(all, held.feed),
    take: () => setHeld({ feed: all, byScroll: false }),
    release: () => setHeld(null),
    scrolled: (top: number) => {
      if (top > 4) setHeld((known) => known ?? { feed: all, byScroll: true })
      else setHeld((known) => (known?.byScroll ? null : known))
    },
  }
}
