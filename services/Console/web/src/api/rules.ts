// Rules' API, passed through under /api/rules: docs/rules.md and the catalogue are its reference.
import { call, post } from './http'
import { query } from './sessions'

/** The board that an account's rules move where they name none. */
export interface Binding {
  accountId: string
  /** 8 hex digits, or * for the first ready board of the workspace. */
  boardId: string
}

export type Json = null | boolean | number | string | Json[] | { [field: string]: Json | undefined }

/** A trigger, condition or action: its kind and whatever fields the catalogue names for it. */
export interface Part {
  type?: string
  [field: string]: Json | undefined
}

/** What a rule does; the catalogue says what its parts may hold. */
export interface RuleDocument {
  name: string
  enabled: boolean
  trigger: Part
  conditions: Part[]
  policy: Part
  action?: Part
}

export interface Rule extends RuleDocument {
  id: string
  /** Left out: all accounts of the workspace share it. */
  accountId?: string
  version: number
  imported?: { form: string; key: string }
  updatedAt: string
  updatedBy: string
  action: Part
}

export interface FormField {
  name: string
  label: string
  /** text, integer, number, duration, boolean, choice, time, rule, device, sound, condition, action, form, map. */
  kind: string
  list: boolean
  required: boolean
  template: boolean
  unit?: string
  min?: number
  max?: number
  default?: Json
  example?: Json
  suggested: boolean
  choices?: string[]
  fields?: FormField[]
  help?: string
}

export interface Form {
  type?: string
  title: string
  meaning: string
  fields: FormField[]
}

export interface Catalogue {
  triggers: Form[]
  conditions: Form[]
  actions: Form[]
  policy: Form
  placeholders: Record<string, string>
}

export interface Activity {
  ruleId: string
  lastFiredAt: string
  /** 10,000 stands for more. */
  firedLastDay: number
}

export interface DeviceType {
  type: string
  title: string
  longestMs: number
  actions: {
    word: string
    values: { name: string; least: number; most: number; unit: string }[]
    counts: number[]
  }[]
}

export interface RuleBoard {
  boardId: string
  gatewayId: string
  state: string
  gatewaySilent: boolean
  devices: { deviceId: string; type: string; maxMs: number }[]
}

export interface Template {
  name: string
  title: string
  summary: string
  devices: string[]
  rules: string[]
  content: (Omit<RuleDocument, 'enabled'> & { id?: string })[]
}

export interface ImportReport {
  added: { id: string; name: string; path: string }[]
  updated: { id: string; name: string; path: string }[]
  unchanged: { id: string; name: string; path: string }[]
  skipped: { id: string; name: string; path: string }[]
  leftOut: Record<string, string[]>
  /** The same rules that are there for the same accounts: both would fire. Without accountId all accounts share it. */
  elsewhere: { id: string; accountId?: string; enabled: boolean; name: string; path: string }[]
}

export interface RuleVersion {
  rule: Rule
  deleted: boolean
}

export interface Execution {
  id: string
  accountId: string
  ruleId: string
  ruleName: string
  viewerName?: string
  state: string
  units: number
  steps: number
  queuedAt: string
  begunAt?: string
  dueAt?: string
  endedAt?: string
  reason?: string
}

export interface Decision {
  decisionId: string
  accountId: string
  eventKind: string
  ruleId: string
  viewerName?: string
  outcome: string
  reason?: string
  decidedAt: string
}

export interface SimulationLine {
  atMs: number
  /** decision, wait, end, or the kind of an action. */
  kind: string
  rule: string
  ruleId: string
  viewer?: string
  event?: string
  outcome?: string
  text?: string
  device?: string
  action?: string
  durationMs?: number
  params?: number[]
}

export interface SimulationResult {
  lines: SimulationLine[]
  linesLeftOut: number
  events: number
  coins: number
  outcomes: Record<string, number>
  deviceActions: number
  stillRunning: number
  variables: Record<string, string>
}

/** What a rule is tried on: a recorded LIVE, or a made-up stretch of one. */
export interface SimulationForm {
  accountId?: string | undefined
  rules?: RuleDocument[]
  inPlaceOf?: string
  scenario?: string
  liveSessionId?: string
}

const root = '/api/rules'
const of = (id: string) => `${root}/${encodeURIComponent(id)}`
type Account = string | undefined

export const readBindings = () => call<Binding[]>(`${root}/bindings`)
export const readRules = (accountId: Account) => call<Rule[]>(`${root}${query({ accountId })}`)
export const readRule = (id: string) => call<Rule>(of(id))
export const readCatalogue = () => call<Catalogue>(`${root}/catalogue`)
export const readDeviceTypes = () => call<DeviceType[]>(`${root}/device-types`)
export const readBoards = () => call<RuleBoard[]>(`${root}/boards`)
export const readActivity = (accountId: Account) =>
  call<Activity[]>(`${root}/activity${query({ accountId })}`)
export const readTemplates = () => call<Template[]>(`${root}/templates`)
export const readScenarios = () => call<{ name: string; description: string }[]>(`${root}/scenarios`)
export const readVersions = (id: string) => call<RuleVersion[]>(`${of(id)}/versions`)
export const readExecutions = (asked: { accountId?: Account; ruleId?: string; limit?: number }) =>
  call<Execution[]>(`${root}/executions${query(asked)}`)
export const readDecisions = (asked: { accountId?: Account; ruleId?: string; limit?: number }) =>
  call<{ items: Decision[]; next?: string }>(`${root}/decisions${query(asked)}`)

export const addRule = (document: RuleDocument, accountId: Account) =>
  post<Rule>(root, { ...sent(document), accountId })
export const changeRule = (rule: Pick<Rule, 'id' | 'accountId' | 'version'>, document: RuleDocument) =>
  call<Rule>(of(rule.id), {
    method: 'PUT',
    body: { ...sent(document), accountId: rule.accountId, version: rule.version },
  })
export const deleteRule = ({ id, version }: Rule) =>
  call<undefined>(`${of(id)}${query({ version })}`, { method: 'DELETE' })
export const restoreRule = (id: string, version: number, current: number) =>
  post<Rule>(`${of(id)}/restore${query({ version, current })}`)
export const validateRule = (document: RuleDocument) => post<undefined>(`${root}/validate`, sent(document))
export const makeOfTemplate = (name: string, accountId: Account, enabled: boolean) =>
  post<ImportReport>(`${root}/templates/${encodeURIComponent(name)}${query({ accountId, enabled })}`)
export const importRules = (
  file: string,
  asked: {
    accountId: Account
    onConflict: string
    onElsewhere: string
    skipInvalid: boolean
    dryRun: boolean
  },
) => call<ImportReport>(`${root}/import${query(asked)}`, { method: 'POST', text: file })
export const exportAddress = (asked: {
  accountId?: Account
  form?: string
  ids?: string
  includePrivate?: boolean
}) => `${root}/export${query(asked)}`
export const simulate = (form: SimulationForm) =>
  post<SimulationResult>(`${root}/simulate`, { ...form, ...(form.rules && { rules: form.rules.map(sent) }) })
export const fireRule = (id: string, accountId: Account) => post(`${of(id)}/fire${query({ accountId })}`)
export const tellExecution = (id: string, word: 'stop' | 'pause' | 'resume') =>
  post(`${root}/executions/${encodeURIComponent(id)}/${word}`)
export const stopExecutions = (accountId: string, ruleId?: string) =>
  post(`${root}/executions/stop${query({ accountId, ruleId })}`)

/** What a form takes of a document: nothing that only the server says. */
const sent = ({ name, enabled, trigger, conditions, policy, action }: RuleDocument): RuleDocument => ({
  name,
  enabled,
  trigger,
  conditions,
  policy,
  ...(action && { action }),
})
