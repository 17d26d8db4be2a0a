import type { StartSettings } from '../api/overlays'
import type { OverlaySettings } from '../overlay/types'

const noAlerts = { gifts: false, follows: false, shares: false, subscriptions: false }
const silent = { ofRules: false, alert: '' }

/** What a new overlay can begin with. */
export const kits = {
  all: { leaderboard: { shown: true }, goal: { shown: true }, chat: { shown: true } },
  alerts: {},
  leaderboard: {
    alerts: noAlerts,
    messages: { shown: false },
    sounds: silent,
    leaderboard: { shown: true },
  },
  goal: { alerts: noAlerts, messages: { shown: false }, sounds: silent, goal: { shown: true } },
  chat: { alerts: noAlerts, messages: { shown: false }, sounds: silent, chat: { shown: true } },
} as const satisfies Record<string, StartSettings>

export type Kit = keyof typeof kits
export const kitNames = Object.keys(kits) as Kit[]

export const parts = ['alerts', 'leaderboard', 'goal', 'messages', 'chat', 'sounds'] as const

/** The parts that an overlay shows or plays. */
export const partsOf = ({ alerts, leaderboard, goal, messages, chat, sounds }: OverlaySettings) =>
  parts.filter(
    (part) =>
      ({
        alerts: alerts.gifts || alerts.follows || alerts.shares || alerts.subscriptions,
        leaderboard: leaderboard.shown,
        goal: goal.shown,
        messages: messages.shown,
        chat: chat.shown,
        sounds: sounds.volume > 0 && (sounds.ofRules || sounds.alert !== ''),
      })[part],
  )

/** CSS variables as lines of a text. */
export const linesOf = (variables: Record<string, string>) =>
  Object.entries(variables)
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n')

/** The variables in lines of a text; the first line that is none where there is one. */
export function variablesOf(text: string): Record<string, string> | { wrong: string } {
  const variables: Record<string, string> = {}
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue
    const [, name, value] = /^\s*(--[a-z-]+)\s*:\s*([^;]+?)\s*;?\s*$/.exec(line) ?? []
    if (name === undefined || value === undefined) return { wrong: line.trim() }
    variables[name] = value
  }
  return { ...variables }
}
