import type { Latch, Latches, StopScope } from '../api/console'

export const isEverything = (scope: StopScope) => !scope.gatewayId && !scope.boardId && !scope.accountId

/** Names a part, for lists. */
export const keyOf = ({ gatewayId, boardId, accountId }: StopScope) =>
  [gatewayId, boardId, accountId].map((part) => part ?? '').join('/')

export const stopOf = ({ stoppedParts }: Latches, scope: StopScope): Latch | undefined =>
  stoppedParts.find((stop) => keyOf(stop) === keyOf(scope))

/** What is stopped after a press. */
export function pressed(known: Latches, stop: Latch): Latches {
  if (isEverything(stop)) return { ...known, emergencyStop: stop }
  const others = known.stoppedParts.filter((one) => keyOf(one) !== keyOf(stop))
  return { ...known, stoppedParts: [...others, stop] }
}

/** What is stopped after a reset: that of everything is the reset of all parts too. */
export function released(known: Latches, scope: StopScope): Latches {
  if (isEverything(scope)) return { emergencyStop: null, stoppedParts: [] }
  return { ...known, stoppedParts: known.stoppedParts.filter((one) => keyOf(one) !== keyOf(scope)) }
}
