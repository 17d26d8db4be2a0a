// The Console's alerts: /api/alerts, and the message "alert" of the hub.
import { call, post } from './http'

export interface Alert {
  alertId: string
  kind: string
  subject: string
  detail: string
  raisedAt: string
  resolvedAt: string | null
  closedBy: string | null
  problem: string | null
}

export interface AlertKind {
  name: string
  words: string
  holdSeconds: number
  threshold: { unit: string; default: number; least: number; most: number } | null
  operatorOnly: boolean
}

export interface AlertRule {
  kind: string
  enabled: boolean
  threshold: number | null
  holdSeconds: number
  mail: boolean
  webhook: boolean
}

export interface AlertSettings {
  rules: { kind: AlertKind; rule: AlertRule; default: AlertRule }[]
  mailTo: string[]
  webhookUrl: string
  isSigned: boolean
  mailIsSetUp: boolean
}

/** What the hub tells of an alert that has begun or is over. */
export interface AlertNews {
  alertId: string
  kind: string
  subject: string
  detail: string
  over: boolean
  at: string
}

export const readAlerts = (open: boolean, before?: string | null) =>
  call<{ alerts: Alert[]; before: string | null }>(
    `/api/alerts?open=${open}${before ? `&before=${encodeURIComponent(before)}` : ''}`,
  )
export const readAlertSettings = () => call<AlertSettings>('/api/alerts/settings')
export const setAlertRule = ({ kind, ...rule }: AlertRule) =>
  call<undefined>(`/api/alerts/rules/${encodeURIComponent(kind)}`, { method: 'PUT', body: rule })
export const setAlertChannels = (channels: { mailTo: string[]; webhookUrl: string }) =>
  call<undefined>('/api/alerts/channels', { method: 'PUT', body: channels })
export const makeAlertSecret = () => post<{ secret: string }>('/api/alerts/channels/secret', {})
export const testAlerts = () => post<Alert>('/api/alerts/channels/test', {})
export const closeAlert = (id: string) => post<undefined>(`/api/alerts/${encodeURIComponent(id)}/close`, {})
