/** The guides of the folder docs, in the order in which they are offered. Those in capitals are for developers. */
export const guideNames = [
  'console',
  'rules',
  'sessions',
  'viewers',
  'overlays',
  'gateways',
  'studio-pc',
  'teams',
  'operating',
  'api',
  'webhooks',
] as const

export type GuideName = (typeof guideNames)[number]

/** The guide that tells more of a page of the sidebar. */
export const guideOf: Readonly<Record<string, string>> = {
  control: '/guides/console#control-room',
  live: '/guides/console#live',
  sessions: '/guides/sessions',
  viewers: '/guides/viewers',
  rules: '/guides/rules',
  machines: '/guides/console#machines',
  overlays: '/guides/overlays',
  health: '/guides/operating',
  logs: '/guides/operating#logs',
  settings: '/guides/console#settings',
  team: '/guides/teams',
  audit: '/guides/teams#audit-log',
}
