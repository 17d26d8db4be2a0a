import { Chip, Group, Text, TextInput } from '@mantine/core'
import {
  IconActivity,
  IconGift,
  IconHeart,
  IconInfoCircle,
  IconMessage,
  IconSearch,
  IconShare3,
  IconUserHeart,
  IconUserPlus,
} from '@tabler/icons-react'
import { memo, useDeferredValue, useMemo, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import type { FeedItem } from '../api/console'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { feedGroups, filterFeed, type FeedGroup } from './feed'
import { useLive } from './store'
import { clock, coinsOf, number, sentence, viewerName } from './words'

/** Rows drawn; the rest can be found by the filter. */
const shown = 150

const groups = Object.keys(feedGroups) as FeedGroup[]

/** Everything that happens in the room, newest first. The filter is in the address. */
export function Feed({ accountId }: { accountId: string | undefined }) {
  const [search, setSearch] = useSearchParams()
  const all = useLive((live) => live.feed)
  const leftOut = useLive((live) => live.leftOut)
  const types = search.get('types') ?? ''
  const user = search.get('user') ?? ''
  const feed = useDeferredValue(all)
  const chosen = useMemo(() => groups.filter((group) => types.split(',').includes(group)), [types])
  const items = useMemo(
    () => filterFeed(feed, { accountId, groups: chosen, user }).slice(0, shown),
    [feed, accountId, chosen, user],
  )
  const set = (name: string, value: string) =>
    setSearch(
      (known) => {
        if (value === '') known.delete(name)
        else known.set(name, value)
        return known
      },
      { replace: true },
    )

  return (
    <Panel
      title="Feed"
      aside={
        leftOut > 0 && (
          <Text size="xs" c="dimmed">
            {number.format(leftOut)} too many to show; all are on the books
          </Text>
        )
      }
    >
      <Group gap="xs" mb="sm">
        <Chip.Group multiple value={chosen} onChange={(value) => set('types', value.join(','))}>
          {groups.map((group) => (
            <Chip key={group} value={group} size="xs" variant="light">
              {group}
            </Chip>
          ))}
        </Chip.Group>
        <TextInput
          size="xs"
          className="feed-search"
          placeholder="Viewer"
          aria-label="Show only this viewer"
          leftSection={<IconSearch size={14} aria-hidden />}
          value={user}
          onChange={(event) => set('user', event.currentTarget.value)}
        />
      </Group>
      {items.length === 0 ? (
        <Empty
          icon={<IconActivity />}
          title={feed.length === 0 ? 'Nothing has happened yet' : 'Nothing fits the filter'}
        >
          {feed.length === 0
            ? 'Gifts, comments and likes appear here within a tenth of a second.'
            : 'Choose other kinds, or clear the viewer.'}
        </Empty>
      ) : (
        <ol className="feed" aria-label="Events, newest first" tabIndex={0}>
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

const Row = memo(function Row({ item }: { item: FeedItem }) {
  const coins = coinsOf(item)
  return (
    <li className="feed-row" data-kind={item.kind} data-history={item.history}>
      <span className="feed-icon" aria-hidden>
        {icon(item.kind)}
      </span>
      <time className="feed-time" dateTime={item.at}>
        {clock(item.at)}
      </time>
      <span className="feed-text">
        <b>{viewerName(item)}</b> {sentence(item)}
        {item.history && <span className="dim"> (before we connected)</span>}
      </span>
      {coins > 0 && (
        <span className="coins">
          {number.format(coins)} <small>{coins === 1 ? 'coin' : 'coins'}</small>
        </span>
      )}
    </li>
  )
})

function icon(kind: string): ReactNode {
  const size = 16
  switch (kind) {
    case 'Gift':
    case 'GiftFinal':
    case 'Envelope':
      return <IconGift size={size} />
    case 'Chat':
    case 'Question':
      return <IconMessage size={size} />
    case 'Like':
      return <IconHeart size={size} />
    case 'Follow':
    case 'Subscribe':
      return <IconUserHeart size={size} />
    case 'Share':
      return <IconShare3 size={size} />
    case 'Join':
      return <IconUserPlus size={size} />
    default:
      return <IconInfoCircle size={size} />
  }
}
