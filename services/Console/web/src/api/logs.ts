// The Console's logs: /api/logs.
import { call, post } from './http'

export const levels = ['Debug', 'Information', 'Warning', 'Error', 'Critical'] as const
export type Level = (typeof levels)[number]

export interface LogLine {
  number: number
  at: string
  service: string
  /** Which process of the service; of a gateway its id. */
  instance: string
  level: Level
  source: string
  text: string
  exception: string | null
  traceId: string | null
  spanId: string | null
}

export interface LogPage {
  lines: LogLine[]
  /** To read on with. */
  last: number
  /** Older ones were left out. */
  more: boolean
}

export interface LevelSetting {
  service: string
  source: string | null
  level: Level
  until: string | null
}

export interface ChangedLevel extends LevelSetting {
  setBy: string
  setAt: string
}

export interface ProcessLog {
  service: string
  instance: string
  startedAt: string
  level: Level
  /** Null where the process takes no changes. */
  changed: LevelSetting[] | null
  files: { folder: string; maxBytes: number; maxFiles: number } | null
}

export interface LogSettings {
  changed: ChangedLevel[]
  processes: ProcessLog[]
  sources: string[]
  traceAddress: string | null
}

export interface LogKind {
  template: {
    templateId: string
    service: string
    level: Level
    source: string
    template: string
    example: string
    version: string
    firstSeenAt: string
    lastSeenAt: string
  }
  count: number
  counts: number[]
  isNew: boolean
}

export interface LogAnalysis {
  from: string
  stretchMinutes: number
  kinds: LogKind[]
  services: string[]
}

type Values = Readonly<Record<string, string | number | null | undefined>>

function queryOf(values: Values) {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(values))
    if (value !== null && value !== undefined && value !== '') query.set(name, String(value))
  return query.toString()
}

export const readLogs = (values: Values) => call<LogPage>(`/api/logs?${queryOf(values)}`)
export const readMachineLogs = (values: Values) => call<LogPage>(`/api/logs/machines?${queryOf(values)}`)
export const analyseLogs = (values: Values) => call<LogAnalysis>(`/api/logs/analysis?${queryOf(values)}`)
export const readLogSettings = () => call<LogSettings>('/api/logs/settings')

export interface LevelForm {
  service: string
  source: string | null
  level: Level
  /** Null for ever. */
  minutes: number | null
}

export const setLogLevel = (form: LevelForm) =>
  call<undefined>('/api/logs/levels', { method: 'PUT', body: form })
export const resetLogLevel = (setting: { service: string; source: string | null }) =>
  post<undefined>('/api/logs/levels/reset', { service: setting.service, source: setting.source })
