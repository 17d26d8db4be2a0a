import type { DevicesView, Gateway, StopScope } from '../api/console'

/** Who or what has not confirmed a stop, and why: whoever stands beside the boards has to look. */
export interface Doubt {
  /** A gateway's or board's name; empty where no gateway is known at all. */
  name: string
  why: 'nobody' | 'silent' | 'running' | 'unheard' | 'away'
  /** When a silent one was heard last. */
  at?: string
}

/** True when the stop of everything is latched and every gateway says so; where there is none, nobody has said it. */
export const isConfirmed = ({ emergencyStop, gateways }: DevicesView): boolean =>
  emergencyStop !== null && doubts({ gateways }).length === 0

/** What may still be running of what is stopped; empty where all have confirmed. */
export function doubts({ gateways }: Pick<DevicesView, 'gateways'>, scope: StopScope = {}): Doubt[] {
  if (gateways.length === 0) return [{ name: '', why: 'nobody' }]
  if (scope.boardId) return boardDoubts(gateways, scope.boardId)
  if (scope.gatewayId) {
    const own = gateways.filter(({ gatewayId }) => gatewayId === scope.gatewayId)
    if (own.length === 0) return [{ name: scope.gatewayId, why: 'unheard' }]
    return own.flatMap((gateway) => gatewayDoubts(gateway, gateway.emergencyStopped))
  }
  const { accountId } = scope
  return gateways.flatMap((gateway) =>
    gatewayDoubts(
      gateway,
      gateway.emergencyStopped || (accountId ? gateway.stoppedAccounts.includes(accountId) : false),
    ),
  )
}

/** One that is silent may have been reset at its own PC since, whatever it said last. */
function gatewayDoubts({ gatewayId, silent, at }: Gateway, stopped: boolean): Doubt[] {
  if (silent) return [{ name: gatewayId, why: 'silent', at }]
  return stopped ? [] : [{ name: gatewayId, why: 'running' }]
}

function boardDoubts(gateways: readonly Gateway[], boardId: string): Doubt[] {
  for (const gateway of gateways) {
    const board = gateway.boards.find((one) => one.boardId.toUpperCase() === boardId.toUpperCase())
    if (board === undefined) continue
    if (gateway.silent) return gatewayDoubts(gateway, false)
    if (board.state === 'EmergencyStopped') return []
    return [{ name: boardId, why: board.state === 'Ready' ? 'running' : 'away' }]
  }
  return [{ name: boardId, why: 'unheard' }]
}
