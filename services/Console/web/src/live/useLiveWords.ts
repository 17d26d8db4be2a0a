import type { TFunction } from 'i18next'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Account, FeedItem } from '../api/console'
import words from '../words/en/live.json'

export type LiveWords = ReturnType<typeof liveWordsOf>

/** Events, outcomes and states in the chosen language. */
export function useLiveWords(): LiveWords {
  const { t } = useTranslation('live')
  return useMemo(() => liveWordsOf(t), [t])
}

const has = <T extends object>(texts: T, key: string): key is keyof T & string => Object.hasOwn(texts, key)

const plain = [
  'Follow',
  'Share',
  'Join',
  'Subscribe',
  'LiveStarted',
  'LivePaused',
  'LiveResumed',
  'LiveEnded',
] as const
const isPlain = (kind: string): kind is (typeof plain)[number] => (plain as readonly string[]).includes(kind)

export function liveWordsOf(t: TFunction<'live'>) {
  const gift = ({ gift: given, kind }: FeedItem) => {
    if (!given) return t('events.gift', { name: t('events.someGift') })
    const name = given.name ?? t('events.giftOf', { id: given.giftId })
    if (kind === 'GiftFinal') return t('events.streak', { name, times: given.repeatCount })
    return given.repeatCount > 1
      ? t('events.gifts', { name, times: given.repeatCount })
      : t('events.gift', { name })
  }
  return {
    viewerName: ({ viewer }: FeedItem) =>
      viewer?.nickname ?? viewer?.handle ?? viewer?.userId ?? t('events.room'),
    /** What happened, as a sentence that begins with the viewer's name. */
    sentence(item: FeedItem): string {
      const { kind, text } = item
      if (kind === 'Gift' || kind === 'GiftFinal') return gift(item)
      if (kind === 'Chat') return text ?? ''
      if (kind === 'Like') return t('events.Like', { times: item.likes ?? 1 })
      if (kind === 'Gap') return t('events.gap', { text: text ?? t('events.missing') })
      if (isPlain(kind)) return t(`events.${kind}`)
      // Kinds without words of their own by the protocol's name.
      return `${kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}${text ? `: ${text}` : ''}`
    },
    /** How a decision or a command ended. */
    outcome: (outcome: string) => (has(words.outcomes, outcome) ? t(`outcomes.${outcome}`) : outcome),
    /** Why the connection is as it is: the service's own words, else what the state means. */
    accountDetail: ({ detail, state }: Pick<Account, 'detail' | 'state'>) => detail ?? t(`means.${state}`),
  }
}
