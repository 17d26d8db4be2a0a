// The Console's health: /api/health, /api/health/figures, /api/installation and /api/permissions.
import { call, post } from './http'

export interface ServiceHealth {
  service: string
  live: boolean | null
  ready: boolean | null
  reasons: string[]
  version: string | null
  askedAt: string | null
  askedSecondsAgo: number | null
}

export interface Times {
  count: number
  medianMs: number | null
  p95Ms: number | null
  maxMs: number | null
}

export interface WorkspaceMinute {
  at: string
  events: number
  gifts: number
  coins: number
  actionsDone: number
  actionsNotDone: number
  boardP95Ms: number | null
  pathP95Ms: number | null
}

export interface WorkspaceFigures {
  minutes: WorkspaceMinute[]
  actionsDone: number
  actionsNotDone: number
  successRate: number | null
  board: Times
  path: Times
  since: string
}

export interface Queue {
  name: string
  type: string
  ready: number
  unacknowledged: number
  consumers: number
  inPerSecond: number
  outPerSecond: number
  failedOf: string | null
}

export interface Broker {
  name: string
  running: boolean
  memoryBytes: number
  memoryLimitBytes: number
  memoryAlarm: boolean
  diskFreeBytes: number
  diskLimitBytes: number
  diskAlarm: boolean
}

export interface Queues {
  problem: string | null
  askedAt: string | null
  broker: Broker | null
  queues: Queue[]
  minutes: { at: string; waiting: number; failed: number }[]
}

export interface FailedMessage {
  id: string
  type: string | null
  reason: string | null
  exception: string | null
  consumer: string | null
  place: string | null
  sentAt: string | null
  failedAt: string | null
  workspaceId: string | null
  accountId: string | null
  bytes: number
}

export interface FailedPage {
  queue: string
  origin: string
  count: number
  messages: FailedMessage[]
}

export type FigureKind = 'Count' | 'Level' | 'Distribution'

export interface Figure {
  name: string
  kind: FigureKind
  count: number
  sum: number
  median: number | null
  p95: number | null
  max: number | null
  values: (number | null)[]
}

export interface Process {
  service: string
  instance: string
  version: string
  startedAt: string
  seenAt: string
  silent: boolean
  memoryBytes: number
  heapBytes: number
  cpuPercent: number
  disk: { folder: string; freeBytes: number; totalBytes: number } | null
  minutes: string[]
  memory: (number | null)[]
  cpu: (number | null)[]
  figures: Figure[]
}

export interface Permission {
  name: string
  words: string
  roles: string[]
  onlyReads: boolean
  operatorOnly: boolean
}

export interface PermissionMatrix {
  roles: string[]
  permissions: Permission[]
  yours: string[]
}

/** Which messages of a queue: by id, or all that are there now. */
export type Choice = { ids: string[] } | { all: true }

const failed = (queue: string) => `/api/installation/failed/${encodeURIComponent(queue)}`

export const readHealth = () => call<{ healthy: boolean; services: ServiceHealth[] }>('/api/health')
export const readFigures = () => call<WorkspaceFigures>('/api/health/figures')
export const readQueues = () => call<Queues>('/api/installation/queues')
export const readProcesses = () => call<Process[]>('/api/installation/services')
export const readFailed = (queue: string) => call<FailedPage>(failed(queue))
export const resendFailed = (queue: string, choice: Choice) =>
  post<{ count: number }>(`${failed(queue)}/resend`, choice)
export const discardFailed = (queue: string, choice: Choice) =>
  post<{ count: number }>(`${failed(queue)}/discard`, choice)
export const readPermissions = () => call<PermissionMatrix>('/api/permissions')
