import {
  IconGift,
  IconHeart,
  IconInfoCircle,
  IconMessage,
  IconShare3,
  IconUserHeart,
  IconUserPlus,
} from '@tabler/icons-react'
import { memo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { FeedItem } from '../api/console'
import { useFormat } from '../words/useFormat'
import { highlight } from './highlight'
import { useLiveWords } from './useLiveWords'
import { coinsOf } from './words'

/** One event of the feed; of a comment, the words that somebody waits for are marked. */
export const FeedRow = memo(function FeedRow({ item, words }: { item: FeedItem; words: readonly string[] }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const { viewerName, sentence } = useLiveWords()
  const coins = coinsOf(item)
  const text = sentence(item)
  return (
    <li className="feed-row" data-kind={item.kind} data-history={item.history}>
      <span className="feed-icon" aria-hidden>
        {icon(item.kind)}
      </span>
      <time className="feed-time" dateTime={item.at}>
        {format.clock(item.at)}
      </time>
      <span className="feed-text">
        <b>
          <bdi>{viewerName(item)}</bdi>
        </b>{' '}
        {item.kind === 'Chat' ? <bdi>{marked(text, words)}</bdi> : text}
        {item.history && <span className="dim"> {t('feed.before')}</span>}
      </span>
      {coins > 0 && (
        <span className="coins">
          {format.whole(coins)} <small>{t('feed.coin', { count: coins })}</small>
        </span>
      )}
    </li>
  )
})

const marked = (text: string, words: readonly string[]): ReactNode =>
  highlight(text, words).map((piece, n) => (piece.marked ? <mark key={n}>{piece.text}</mark> : piece.text))

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
