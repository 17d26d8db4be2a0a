// The Console's API for PCs with boards: /api/machines, /api/gateways, tests by hand; accounts' boards of /api/rules.
import type { Board, Device, Gateway } from './console'
import { call, post } from './http'

export interface MachineDevice extends Device {
  index: number
  /** How much of windowS seconds it may be on, percent. */
  dutyPct: number
  windowS: number
  /** Bit 0: on is the low level. Bit 1: a stop button. */
  flags: number
  /** Pixels of a strip. */
  size: number
  waiting: number
  pressed?: boolean | null
}

export interface MachineBoard extends Board {
  devices: MachineDevice[]
  kind?: string | null
  updateTo?: string | null
  portDescription?: string | null
}

export interface MachineGateway extends Gateway {
  boards: MachineBoard[]
}

export interface UnusedPort {
  port: string
  description?: string | null
  reason: string
}

export interface LineSettings {
  baud: number
  ackTimeoutMs: number
  windowLines: number
}

export interface Machine {
  gatewayId: string
  name: string | null
  computer: string | null
  version: string | null
  lastSeenAt: string | null
  onlineSince: string | null
  brokerMs: number | null
  enrolled: {
    machine: string
    at: string
    by: string
    revokedAt: string | null
    revokedBy: string | null
  } | null
  status: MachineGateway | null
  unusedPorts: UnusedPort[]
  line: LineSettings | null
  takesOrders: boolean
}

export interface DeviceAction {
  word: string
  values: { name: string; least: number; most: number; unit: string }[]
  /** How many of the values may be given. */
  counts: number[]
  fileValues: number[]
}

export interface DeviceType {
  word: string
  title: string
  namePrefix: string
  /** What each pin is for, by how many pins the device may have. */
  wirings: string[][]
  hardMaxMs: number
  usualMaxMs: number
  usualDutyPct: number
  size?: string | null
  actions: DeviceAction[]
  best?: string | null
  isInput: boolean
}

export interface BoardPin {
  number: number
  label: string
  timer: number | null
  servo: boolean
}

export interface BoardKind {
  word: string
  title: string
  mostDevices: number
  pins: BoardPin[]
}

export interface Kinds {
  types: DeviceType[]
  boards: BoardKind[]
  testMostMs: number
}

/** A row of a board's table, as it is read and written. */
export interface BoardRow {
  index: number
  name: string
  type: string
  pins: number[]
  maxMs: number
  dutyPct: number
  windowS: number
  flags: number
  size: number
}

export type OrderState = 'Sent' | 'Running' | 'Done' | 'Refused' | 'Failed' | 'Expired' | 'NoAnswer'

export interface Order {
  orderId: string
  gatewayId: string
  boardId: string | null
  kind: 'Devices' | 'Firmware' | 'Scan' | 'Line'
  requestedBy: string
  requestedAt: string
  state: OrderState
  detail: string | null
  steps: string[]
  updatedAt: string
}

export interface EnrolmentCode {
  gatewayId: string
  code: string
  expiresAt: string
  linux: string
  windows: string
  /** A picture as a data address. */
  qr: string
}

export interface LogLine {
  number: number
  at: string
  level: 'Information' | 'Warning' | 'Error' | 'Critical'
  source: string
  text: string
}

const machine = (id: string) => `/api/machines/${encodeURIComponent(id)}`
const gateway = (id: string) => `/api/gateways/${encodeURIComponent(id)}`
const board = (id: string, boardId: string) => `${machine(id)}/boards/${encodeURIComponent(boardId)}`

export const readMachines = () => call<Machine[]>('/api/machines')
export const readKinds = () => call<Kinds>('/api/machines/kinds')
export const renameMachine = (id: string, name: string) =>
  call<undefined>(`${machine(id)}/name`, { method: 'PUT', body: { name } })
export const readOrders = (id: string, boardId?: string) =>
  call<Order[]>(`${machine(id)}/orders${boardId === undefined ? '' : `?boardId=${boardId}`}`)
export const scanPorts = (id: string) => post<Order>(`${machine(id)}/scan`)
export const changeLine = (id: string, line: { ackTimeoutMs: number; windowLines: number }) =>
  call<Order>(`${machine(id)}/line`, { method: 'PUT', body: line })
export const changeDevices = (id: string, boardId: string, before: BoardRow[], devices: BoardRow[]) =>
  call<Order>(`${board(id, boardId)}/devices`, { method: 'PUT', body: { before, devices } })
export const updateFirmware = (id: string, boardId: string) => post<Order>(`${board(id, boardId)}/firmware`)

export const makeCode = (gatewayId: string) => post<EnrolmentCode>('/api/gateways/codes', { gatewayId })
export const revokeGateway = (id: string) => post<undefined>(`${gateway(id)}/revoke`)
export const deleteGateway = (id: string) => call<undefined>(gateway(id), { method: 'DELETE' })
export const readGatewayLog = (id: string, after: number) =>
  call<{ lines: LogLine[]; last: number }>(`${gateway(id)}/log?after=${after}`)

export interface DeviceTest {
  action: string
  /** In ms; 0 for STOP. */
  durationMs: number
  params: number[]
}

export const testDevice = (boardId: string, deviceId: string, test: DeviceTest) =>
  post<{ commandId: string }>(
    `/api/devices/${encodeURIComponent(boardId)}/${encodeURIComponent(deviceId)}/test`,
    test,
  )

const binding = (accountId: string) => `/api/rules/bindings/${encodeURIComponent(accountId)}`

export const bindAccount = (accountId: string, boardId: string) =>
  call<unknown>(binding(accountId), { method: 'PUT', body: { boardId } })
export const unbindAccount = (accountId: string) => call<undefined>(binding(accountId), { method: 'DELETE' })
