// What overlays are set to, and what their stream tells: as services/Console/Overlays has them.

export const places = [
  'TopLeft',
  'Top',
  'TopRight',
  'Left',
  'Centre',
  'Right',
  'BottomLeft',
  'Bottom',
  'BottomRight',
] as const
export type Place = (typeof places)[number]

export const themes = ['Night', 'Neon', 'Paper', 'Minimal'] as const
export type Theme = (typeof themes)[number]

export const goalKinds = ['Total', 'MultipleOf', 'Progressive'] as const

export interface OverlaySettings {
  language: 'en' | 'id'
  alerts: {
    gifts: boolean
    follows: boolean
    shares: boolean
    subscriptions: boolean
    leastCoins: number
    coins: boolean
    shownSeconds: number
    place: Place
  }
  leaderboard: { shown: boolean; top: number; coins: boolean; title: string; place: Place }
  goal: {
    shown: boolean
    title: string
    threshold: number
    when: (typeof goalKinds)[number]
    step: number
    place: Place
  }
  messages: { shown: boolean; place: Place }
  chat: { shown: boolean; lines: number; place: Place }
  sounds: { ofRules: boolean; alert: string; volume: number }
  look: {
    theme: Theme
    accent?: string | null
    text?: string | null
    ground?: string | null
    groundOpacity: number
    fontSize: number
    animation: boolean
    variables: Record<string, string>
  }
}

/** The sound that the overlay makes itself. */
export const chime = 'chime'

export interface Leader {
  name: string
  /** Left out where the overlay does not show coins. */
  coins?: number
}

export interface OverlayItem {
  type: 'settings' | 'board' | 'likes' | 'gift' | 'follow' | 'share' | 'subscribe' | 'cue' | 'chat' | 'remove'
  /** Shown once by this. */
  id?: string
  /** What counts up instead of being repeated. */
  key?: string
  name?: string
  gift?: string
  count?: number
  coins?: number
  text?: string
  ms?: number
  sound?: string
  volume?: number
  ids?: string[]
  leaders?: Leader[]
  likes?: number
  settings?: OverlaySettings
  test?: boolean
}

/** What the console says to the preview in its frame. */
export interface PreviewWord {
  liveops: 'overlay'
  settings: OverlaySettings
  /** Sounds of the workspace: their ids by name, in small letters. */
  sounds: Record<string, string>
  show?: OverlayItem
}
