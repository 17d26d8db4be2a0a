// What is set: /api/preferences, /api/quotas, /api/keys, /api/about of the Console; /api/ingestion/settings; the
// switches of viewer profiles of Analytics.
import type { Role } from './console'
import { call, post } from './http'

/** What a person likes; null is as the browser or the installation has it. */
export interface Preferences {
  language: 'en' | 'id' | null
  colours: 'dark' | 'light' | 'system' | null
  hours: 12 | 24 | null
  timeZone: string | null
  reducedMotion: boolean | null
  startPage: string | null
  sounds: boolean | null
  compactTables: boolean | null
}

export interface Quota {
  name: string
  span: 'Minute' | 'Day'
  /** Null: no limit of the member's own. */
  most: number | null
  used: number | null
  startsAnewAt: string | null
  leastLimit: number
  mostLimit: number
}

export interface ConnectionSettings {
  connectTimeoutSeconds: number
  stallSeconds: number
  firstPauseSeconds: number
  longestPauseSeconds: number
  probeSeconds: number
}

export type ConnectionSetting = keyof ConnectionSettings

/** Null: as the installation is configured. */
export type OwnConnectionSettings = Record<ConnectionSetting, number | null>

export interface ConnectionSettingsView {
  inForce: ConnectionSettings
  own: OwnConnectionSettings
  defaults: ConnectionSettings
  ranges: Record<ConnectionSetting, { least: number; most: number }>
}

export interface ApiKey {
  id: string
  name: string
  /** Its first characters. */
  begins: string
  role: Role
  scopes: string[]
  madeBy: string
  madeAt: string
  expiresAt: string | null
  revokedAt: string | null
  revokedBy: string | null
  lastUsedAt: string | null
}

export interface KeyForm {
  name: string
  role: Role
  scopes: string[]
  expiresAt: string | null
}

export interface ShippedPackage {
  name: string
  version: string
  licence: string
}

export interface About {
  product: string
  version: string
  licence: string
  packages: ShippedPackage[]
}

export interface ViewerSwitches {
  enabled: boolean
  autoVipPromotion: boolean
  birthdayReminder: boolean
  autoFetchTikTokData: boolean
  heatmapEnabled: boolean
}

export type ViewerSwitch = keyof ViewerSwitches

const put = <T>(path: string, body: unknown) => call<T>(path, { method: 'PUT', body })

export const readPreferences = () => call<Preferences>('/api/preferences')
export const putPreferences = (preferences: Preferences) => put<Preferences>('/api/preferences', preferences)

const quotasOf = (member: string) => `/api/team/members/${encodeURIComponent(member)}/quotas`

export const readOwnQuotas = () => call<Quota[]>('/api/quotas')
export const readQuotas = (member: string) => call<Quota[]>(quotasOf(member))
export const setQuotas = (member: string, limits: Record<string, number | null>) =>
  put<Quota[]>(quotasOf(member), { limits })

export const readConnectionSettings = () => call<ConnectionSettingsView>('/api/ingestion/settings')
export const setConnectionSettings = (own: OwnConnectionSettings) =>
  put<ConnectionSettingsView>('/api/ingestion/settings', own)

export const readKeys = () => call<ApiKey[]>('/api/keys')
export const makeKey = (form: KeyForm) => post<{ secret: string; key: ApiKey }>('/api/keys', form)
export const revokeKey = (id: string) =>
  call<undefined>(`/api/keys/${encodeURIComponent(id)}`, { method: 'DELETE' })

export const readAbout = () => call<About>('/api/about')
/** What the pages are made of; the build writes it. */
export const readWebPackages = () => call<ShippedPackage[]>('/licences.json')

const switches = (account: string | null) =>
  `/api/viewer-profiles/switches${account === null ? '' : `?accountId=${encodeURIComponent(account)}`}`

export const readSwitches = (account: string | null) => call<ViewerSwitches>(switches(account))
export const setSwitches = (account: string | null, change: Partial<ViewerSwitches>) =>
  put<ViewerSwitches>(switches(account), change)
