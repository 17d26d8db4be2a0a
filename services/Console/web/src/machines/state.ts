import type { Machine, MachineBoard, MachineDevice, Order } from '../api/machines'

/** How a machine stands, the gravest first. */
export type MachineState = 'revoked' | 'never' | 'offline' | 'stopped' | 'online'

export function machineState(machine: Machine): MachineState {
  if (machine.enrolled?.revokedAt) return 'revoked'
  if (machine.status === null) return machine.lastSeenAt === null ? 'never' : 'offline'
  if (machine.status.silent) return 'offline'
  return machine.status.emergencyStopped ? 'stopped' : 'online'
}

/** How a board stands, in the words of its badge. What a silent gateway said last is no longer known. */
export type BoardWord = 'ready' | 'error' | 'stopped' | 'connecting' | 'unconfirmed' | 'offline' | 'unknown'

export function boardWord(board: MachineBoard, known: boolean): BoardWord {
  if (!known) return 'unknown'
  switch (board.state) {
    case 'Ready':
      return 'ready'
    case 'Failing':
      return 'error'
    case 'EmergencyStopped':
      return 'stopped'
    case 'Quarantined':
      return 'unconfirmed'
    case 'Connecting':
      return 'connecting'
    case 'Offline':
      return 'offline'
  }
}

/** Whether a gateway speaks now, so that what it says of its boards holds. */
export const isHeard = (machine: Machine) => machine.status !== null && !machine.status.silent

export const isPending = (order: Order) => order.state === 'Sent' || order.state === 'Running'

/** Why nothing of a board can be tried or changed now; null when it can. */
export type Hindrance = 'silent' | 'stopped' | 'notReady' | 'busy'

export function hindrance(machine: Machine, board: MachineBoard, latched: boolean): Hindrance | null {
  if (!isHeard(machine)) return 'silent'
  if (latched || machine.status?.emergencyStopped || board.state === 'EmergencyStopped') return 'stopped'
  if (board.state !== 'Ready') return 'notReady'
  return null
}

/** The same for its table and firmware, which want everything off. */
export const hindranceToChange = (machine: Machine, board: MachineBoard, latched: boolean) =>
  hindrance(machine, board, latched) ?? (board.devices.some(isBusy) ? 'busy' : null)

const isBusy = (device: MachineDevice) => device.active || device.waiting > 0
