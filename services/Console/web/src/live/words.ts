import type { AccountState, BoardState, FeedItem } from '../api/console'

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

export const coinsOf = (item: FeedItem) => (item.gift ? item.gift.coins * item.gift.credited : 0)

export const accountColors: Record<AccountState, string> = {
  Live: 'teal',
  Connecting: 'blue',
  Offline: 'gray',
  Stopped: 'gray',
  Stale: 'yellow',
  Failing: 'red',
}

export const boardColors: Record<BoardState, string> = {
  Ready: 'teal',
  Connecting: 'blue',
  EmergencyStopped: 'red',
  Failing: 'red',
  Quarantined: 'yellow',
  Offline: 'gray',
}
