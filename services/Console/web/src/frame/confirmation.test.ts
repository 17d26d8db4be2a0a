import { describe, expect, it } from 'vitest'
import type { Gateway } from '../api/console'
import { clock } from '../live/words'
import { doubts, isConfirmed } from './confirmation'

const at = '2026-01-02T03:04:05.000Z'
const emergencyStop = { stopId: 's', requestedBy: 'admin', requestedAt: at }

const gateway = (gatewayId: string, change: Partial<Gateway> = {}): Gateway => ({
  gatewayId,
  at,
  silent: false,
  emergencyStopped: true,
  boards: [],
  ...change,
})

describe('an emergency stop', () => {
  it('is confirmed only when every gateway says so and can be heard', () => {
    const all = { emergencyStop, gateways: [gateway('pc1'), gateway('pc2')] }
    expect(doubts(all)).toEqual([])
    expect(isConfirmed(all)).toBe(true)
    expect(isConfirmed({ ...all, emergencyStop: null })).toBe(false)
    const running = { emergencyStop, gateways: [gateway('pc1'), gateway('pc2', { emergencyStopped: false })] }
    expect(doubts(running)).toEqual(['pc2 has NOT confirmed (still running): check its boards by hand.'])
    expect(isConfirmed(running)).toBe(false)
  })

  it('names the gateways that are silent and since when, whatever they said last', () => {
    const lost = {
      emergencyStop,
      gateways: [
        gateway('pc1', { silent: true, emergencyStopped: false }),
        gateway('pc2', { silent: true }),
        gateway('pc3'),
      ],
    }
    expect(doubts(lost)).toEqual([
      `pc1 has NOT confirmed (silent since ${clock(at)}): check its boards by hand.`,
      `pc2 has NOT confirmed (silent since ${clock(at)}): check its boards by hand.`,
    ])
    expect(isConfirmed(lost)).toBe(false)
  })

  it('that no gateway is there to hear is confirmed by nobody', () => {
    expect(doubts({ gateways: [] })).toHaveLength(1)
    expect(isConfirmed({ emergencyStop, gateways: [] })).toBe(false)
  })
})
