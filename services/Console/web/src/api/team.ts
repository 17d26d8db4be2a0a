import { call, post } from './http'
import type { Role, SignedIn } from './console'

export interface TeamMember {
  userId: string
  name: string
  role: Role
  joinedAt: string
  lastSeenAt: string | null
  hasSecondFactor: boolean
  mustChangePassword: boolean
}

export interface Invitation {
  invitationId: string
  role: Role
  note: string | null
  madeBy: string
  madeAt: string
  expiresAt: string
  usedAt: string | null
  usedBy: string | null
  revokedAt: string | null
}

export interface NewInvitation {
  invitation: Invitation
  code: string
  link: string
}

export interface InvitationLook {
  workspaceName: string
  role: Role
  madeBy: string
  expiresAt: string
  minPasswordLength: number
}

export interface Workspace {
  workspaceId: string
  name: string
  role: Role
  requireSecondFactor: boolean
  /** IANA name: days of quotas begin at midnight there. */
  timeZone: string
}

export interface MemberSession {
  sessionId: string
  workspaceId: string
  workspaceName: string
  madeAt: string
  lastSeenAt: string
  expiresAt: string
  address: string
  browser: string
}

export interface OwnSession {
  session: MemberSession
  isThisOne: boolean
}

export interface SecondFactorState {
  isOn: boolean
  since: string | null
  recoveryCodesLeft: number
  isRequired: boolean
}

export interface AuditLine {
  id: number
  at: string
  actor: string
  action: string
  thing: string | null
  thingId: string | null
  thingName: string | null
  before: unknown
  after: unknown
  address: string | null
  browser: string | null
  service: string
}

export interface AuditWords {
  actions: string[]
  things: string[]
  actors: string[]
}

type Session = { member: SignedIn }
const put = <T>(path: string, body: unknown) => call<T>(path, { method: 'PUT', body })
const patch = <T>(path: string, body: unknown) => call<T>(path, { method: 'PATCH', body })
const remove = (path: string) => call<undefined>(path, { method: 'DELETE' })
const member = (id: string) => `/api/team/members/${encodeURIComponent(id)}`

export const readMembers = () => call<TeamMember[]>('/api/team/members')
export const changeRole = (id: string, role: Role) => put<undefined>(`${member(id)}/role`, { role })
export const removeMember = (id: string) => remove(member(id))
export const resetPassword = (id: string) => post<{ password: string }>(`${member(id)}/password`, {})
export const takeSecondFactorOff = (id: string) => remove(`${member(id)}/second-factor`)
export const readMemberSessions = (id: string) => call<MemberSession[]>(`${member(id)}/sessions`)
/** All of them where none is named. */
export const endMemberSession = (id: string, session?: string) =>
  remove(`${member(id)}/sessions${session === undefined ? '' : `?session=${encodeURIComponent(session)}`}`)

export const readInvitations = () => call<Invitation[]>('/api/team/invitations')
export const invite = (role: Role, note: string) =>
  post<NewInvitation>('/api/team/invitations', { role, note })
export const revokeInvitation = (id: string) => remove(`/api/team/invitations/${encodeURIComponent(id)}`)
export const lookAtInvitation = (code: string) => post<InvitationLook>('/api/invitations/look', { code })
export const joinWith = (code: string) =>
  post<Session>('/api/invitations/join', { code }).then((answer) => answer.member)
export const acceptInvitation = (acceptance: {
  code: string
  user: string
  password: string
  isNew: boolean
  secondFactorCode?: string
}) => post<Session>('/api/invitations/accept', acceptance).then((answer) => answer.member)

export const readWorkspaces = () => call<Workspace[]>('/api/team/workspaces')
export const makeWorkspace = (name: string) => post<Workspace>('/api/team/workspaces', { name })
export const changeWorkspace = (change: {
  name?: string
  requireSecondFactor?: boolean
  timeZone?: string
}) => patch<undefined>('/api/team/workspace', change)
export const goToWorkspace = (workspaceId: string) =>
  post<Session>('/api/auth/workspace', { workspaceId }).then((answer) => answer.member)

export const readOwnSessions = () => call<OwnSession[]>('/api/auth/sessions')
export const endOwnSession = (id: string) => remove(`/api/auth/sessions/${encodeURIComponent(id)}`)
export const endOtherSessions = () => remove('/api/auth/sessions')

export const secondStep = (ticket: string, code: string) =>
  post<Session>('/api/auth/second-step', { ticket, code }).then((answer) => answer.member)
export const readSecondFactor = () => call<SecondFactorState>('/api/auth/second-factor')
export const beginSecondFactor = (password: string) =>
  post<{ secret: string; uri: string; qr: string }>('/api/auth/second-factor', { password })
export const confirmSecondFactor = (code: string) =>
  post<{ recoveryCodes: string[]; session: Session | null }>('/api/auth/second-factor/confirm', { code })
export const renewRecoveryCodes = (password: string, code: string) =>
  post<{ recoveryCodes: string[] }>('/api/auth/second-factor/recovery-codes', { password, code })
export const switchSecondFactorOff = (password: string, code: string) =>
  post<undefined>('/api/auth/second-factor/off', { password, code })

export const readAudit = (query: URLSearchParams) =>
  call<{ lines: AuditLine[]; next: string | null }>(`/api/audit?${query.toString()}`)
export const readAuditWords = () => call<AuditWords>('/api/audit/words')
