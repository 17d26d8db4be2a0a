import type { DevicesView, Gateway } from '../api/console'
import { clock } from '../live/words'

/** Gateways that have not said that they are stopped. One that is silent may have been reset at its own PC since. */
const unconfirmed = (gateways: readonly Gateway[]) =>
  gateways.filter((gateway) => gateway.silent || !gateway.emergencyStopped)

/** True when the stop is latched and every gateway says so; a workspace without gateways has nobody to say it. */
export const isConfirmed = ({ emergencyStop, gateways }: DevicesView): boolean =>
  emergencyStop !== null && gateways.length > 0 && unconfirmed(gateways).length === 0

/** One sentence for every gateway that may still be running; none where all have confirmed. */
export function doubts({ gateways }: Pick<DevicesView, 'gateways'>): string[] {
  if (gateways.length === 0)
    return ['No gateway has been heard, so NOBODY has confirmed: check the boards by hand.']
  return unconfirmed(gateways).map(
    ({ gatewayId, silent, at }) =>
      `${gatewayId} has NOT confirmed (${silent ? `silent since ${clock(at)}` : 'still running'}): check its boards by hand.`,
  )
}
