import { expect, test } from 'vitest'
import type { DeviceAction, Machine, MachineBoard, MachineDevice } from '../api/machines'
import { boardWord, hindrance, hindranceToChange, machineState } from './state'
import { longestTest, quickTest, usualValues } from './tests'

const device: MachineDevice = {
  deviceId: 'SRV1',
  type: 'SERVO',
  pins: [9],
  maxMs: 150,
  active: false,
  index: 0,
  dutyPct: 100,
  windowS: 60,
  flags: 0,
  size: 0,
  waiting: 0,
}
const board: MachineBoard = {
  boardId: 'AB12CD34',
  port: 'COM7',
  state: 'Ready',
  devices: [device],
  lineErrors: 0,
}
const machine: Machine = {
  gatewayId: 'pc1',
  name: null,
  computer: null,
  version: null,
  lastSeenAt: '2026-11-22T12:00:00Z',
  onlineSince: null,
  brokerMs: null,
  enrolled: null,
  status: {
    gatewayId: 'pc1',
    at: '2026-11-22T12:00:00Z',
    silent: false,
    emergencyStopped: false,
    stoppedAtPc: false,
    stoppedAccounts: [],
    boards: [board],
  },
  unusedPorts: [],
  line: null,
  takesOrders: true,
}
const silent = { ...machine, status: machine.status && { ...machine.status, silent: true } }

test('a machine is what is gravest of it', () => {
  const enrolled = { machine: 'PC', at: '', by: '', revokedAt: null, revokedBy: null }
  expect(machineState(machine)).toBe('online')
  expect(machineState(silent)).toBe('offline')
  expect(machineState({ ...machine, status: null })).toBe('offline')
  expect(machineState({ ...machine, status: null, lastSeenAt: null })).toBe('never')
  expect(machineState({ ...machine, enrolled: { ...enrolled, revokedAt: 'now' } })).toBe('revoked')
})

test('what a silent gateway said last of a board is not shown as if it were', () => {
  expect(boardWord(board, true)).toBe('ready')
  expect(boardWord({ ...board, state: 'Failing' }, true)).toBe('error')
  expect(boardWord(board, false)).toBe('unknown')
})

test('nothing is tried on a board that is stopped, silent or not ready, and nothing changed while something is on', () => {
  expect(hindrance(machine, board, false)).toBeNull()
  expect(hindrance(machine, board, true)).toBe('stopped')
  expect(hindrance(silent, board, false)).toBe('silent')
  expect(hindrance(machine, { ...board, state: 'Connecting' }, false)).toBe('notReady')
  const busy = { ...board, devices: [{ ...device, waiting: 1 }] }
  expect(hindrance(machine, busy, false)).toBeNull()
  expect(hindranceToChange(machine, busy, false)).toBe('busy')
})

test('a quick test does what shows best, within what the device may', () => {
  const angle: DeviceAction = {
    word: 'ROTATE',
    values: [{ name: 'angle', least: 0, most: 180, unit: '' }],
    counts: [1],
    fileValues: [90],
  }
  const servo = {
    word: 'SERVO',
    title: 'Servo',
    namePrefix: 'SRV',
    wirings: [['signal']],
    hardMaxMs: 600_000,
    usualMaxMs: 30_000,
    usualDutyPct: 100,
    actions: [{ ...angle, word: 'SWEEP' }, angle],
    best: 'ROTATE',
    isInput: false,
  }
  expect(quickTest(device, servo)).toEqual({ action: 'ROTATE', durationMs: 150, params: [90] })
  expect(quickTest(device, undefined)).toEqual({ action: 'ON', durationMs: 150, params: [] })
  expect(usualValues({ ...angle, fileValues: [] })).toEqual([90])
  expect(usualValues({ ...angle, counts: [0, 1] })).toEqual([])
  expect(longestTest({ ...device, maxMs: 60_000 }, 10_000)).toBe(10_000)
})
