import type { Account, AccountState, BoardState, FeedItem } from '../api/console'

export const number = new Intl.NumberFormat('en')

export const clock = (time: string) => new Date(time).toLocaleTimeString([], { hour12: false })

export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1_000))
  const pad = (value: number) => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3_600)
  const rest = `${pad(Math.floor(seconds / 60) % 60)}:${pad(seconds % 60)}`
  return hours > 0 ? `${hours}:${rest}` : rest
}

export function milliseconds(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return '–'
  return ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`
}

export const viewerName = (item: FeedItem) =>
  item.viewer?.nickname ?? item.viewer?.handle ?? item.viewer?.userId ?? 'The room'

/** What happened, as a sentence that begins with the viewer's name. */
export function sentence(item: FeedItem): string {
  switch (item.kind) {
    case 'Gift':
    case 'GiftFinal':
      return giftSentence(item)
    case 'Like':
      return `liked ${item.likes ?? 1}×`
    case 'Follow':
      return 'follows now'
    case 'Share':
      return 'shared the LIVE'
    case 'Join':
      return 'came in'
    case 'Subscribe':
      return 'subscribed'
    case 'LiveStarted':
      return 'went live'
    case 'LivePaused':
      return 'is paused'
    case 'LiveResumed':
      return 'goes on'
    case 'LiveEnded':
      return 'has ended'
    case 'Gap':
      return `was not connected: ${item.text ?? 'events may be missing'}`
    case 'Chat':
      return item.text ?? ''
    default:
      return `${item.kind.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()}${item.text ? `: ${item.text}` : ''}`
  }
}

function giftSentence(item: FeedItem): string {
  const gift = item.gift
  if (gift === null || gift === undefined) return 'sent a gift'
  const name = gift.name ?? `gift ${gift.giftId}`
  if (item.kind === 'GiftFinal') return `finished a streak of ${gift.repeatCount}× ${name}`
  return gift.repeatCount > 1 ? `sent ${name} ×${gift.repeatCount}` : `sent ${name}`
}

export const coinsOf = (item: FeedItem) => (item.gift ? item.gift.coins * item.gift.credited : 0)

export const accountColors: Record<AccountState, string> = {
  Live: 'teal',
  Connecting: 'blue',
  Offline: 'gray',
  Stopped: 'gray',
  Stale: 'yellow',
  Failing: 'red',
}

/** What the state means, where the service gives no detail itself. */
export function accountDetail(account: Account): string {
  if (account.detail) return account.detail
  switch (account.state) {
    case 'Live':
      return 'Connected: events arrive.'
    case 'Connecting':
      return 'Connecting to the room.'
    case 'Offline':
      return 'Watched, and not live. It connects by itself when the LIVE starts.'
    case 'Stopped':
      return 'Switched off by a member.'
    case 'Stale':
      return 'Open but silent for too long: it is reconnected.'
    case 'Failing':
      return 'Cannot connect. It tries again by itself.'
  }
}

export const boardColors: Record<BoardState, string> = {
  Ready: 'teal',
  Connecting: 'blue',
  EmergencyStopped: 'red',
  Failing: 'red',
  Quarantined: 'yellow',
  Offline: 'gray',
}

export const outcomeWords: Record<string, string> = {
  Fired: 'fired',
  RefusedByCooldown: 'cooling down',
  RefusedBelowMinimum: 'too few coins',
  RefusedNoBoard: 'no board',
  RefusedTooLate: 'too late',
  RefusedEmergencyStop: 'emergency stop',
  Done: 'done',
  Stopped: 'stopped',
  Replaced: 'replaced',
  EmergencyStopped: 'emergency stop',
  HostLost: 'gateway lost',
  Refused: 'refused',
  Expired: 'expired',
  BoardOffline: 'board offline',
  Unknown: 'unknown',
}
