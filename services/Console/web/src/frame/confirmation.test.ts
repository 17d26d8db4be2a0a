import { describe, expect, it } from 'vitest'
import type { Board, Gateway } from '../api/console'
import { doubts, isConfirmed } from './confirmation'

const at = '2026-01-02T03:04:05.000Z'
const emergencyStop = { stopId: 's', requestedBy: 'admin', requestedAt: at }
const stoppedParts: [] = []

const gateway = (gatewayId: string, change: Partial<Gateway> = {}): Gateway => ({
  gatewayId,
  at,
  silent: false,
  emergencyStopped: true,
  stoppedAtPc: false,
  stoppedAccounts: [],
  boards: [],
  ...change,
})

const board = (boardId: string, state: Board['state']): Board => ({
  boardId,
  port: 'COM3',
  state,
  devices: [],
  lineErrors: 0,
})

describe('an emergency stop', () => {
  it('is confirmed only when every gateway says so and can be heard', () => {
    const all = { emergencyStop, stoppedParts, gateways: [gateway('pc1'), gateway('pc2')] }
    expect(doubts(all)).toEqual([])
    expect(isConfirmed(all)).toBe(true)
    expect(isConfirmed({ ...all, emergencyStop: null })).toBe(false)
    const running = { ...all, gateways: [gateway('pc1'), gateway('pc2', { emergencyStopped: false })] }
    expect(doubts(running)).toEqual([{ name: 'pc2', why: 'running' }])
    expect(isConfirmed(running)).toBe(false)
  })

  it('names the gateways that are silent and since when, whatever they said last', () => {
    const lost = {
      emergencyStop,
      stoppedParts,
      gateways: [
        gateway('pc1', { silent: true, emergencyStopped: false }),
        gateway('pc2', { silent: true }),
        gateway('pc3'),
      ],
    }
    expect(doubts(lost)).toEqual([
      { name: 'pc1', why: 'silent', at },
      { name: 'pc2', why: 'silent', at },
    ])
    expect(isConfirmed(lost)).toBe(false)
  })

  it('that no gateway is there to hear is confirmed by nobody', () => {
    for (const scope of [{}, { gatewayId: 'pc1' }, { boardId: 'AB12CD34' }, { accountId: 'a' }])
      expect(doubts({ gateways: [] }, scope)).toEqual([{ name: '', why: 'nobody' }])
    expect(isConfirmed({ emergencyStop, stoppedParts, gateways: [] })).toBe(false)
  })
})

describe('the stop of a part', () => {
  const running = { emergencyStopped: false }

  it('of a gateway is a matter of that gateway alone', () => {
    const gateways = [gateway('pc1'), gateway('pc2', running), gateway('pc3', { silent: true })]
    expect(doubts({ gateways }, { gatewayId: 'pc1' })).toEqual([])
    expect(doubts({ gateways }, { gatewayId: 'pc2' })).toEqual([{ name: 'pc2', why: 'running' }])
    expect(doubts({ gateways }, { gatewayId: 'pc3' })).toEqual([{ name: 'pc3', why: 'silent', at }])
    expect(doubts({ gateways }, { gatewayId: 'pc4' })).toEqual([{ name: 'pc4', why: 'unheard' }])
  })

  it('of a board is what the board says', () => {
    const gateways = [
      gateway('pc1', { ...running, boards: [board('AA', 'EmergencyStopped'), board('BB', 'Ready')] }),
      gateway('pc2', { ...running, boards: [board('CC', 'Offline')] }),
      gateway('pc3', { silent: true, boards: [board('DD', 'EmergencyStopped')] }),
    ]
    expect(doubts({ gateways }, { boardId: 'aa' })).toEqual([])
    expect(doubts({ gateways }, { boardId: 'BB' })).toEqual([{ name: 'BB', why: 'running' }])
    expect(doubts({ gateways }, { boardId: 'CC' })).toEqual([{ name: 'CC', why: 'away' }])
    expect(doubts({ gateways }, { boardId: 'DD' })).toEqual([{ name: 'pc3', why: 'silent', at }])
    expect(doubts({ gateways }, { boardId: 'EE' })).toEqual([{ name: 'EE', why: 'unheard' }])
  })

  it('of an account is known to every gateway', () => {
    const gateways = [
      gateway('pc1', { ...running, stoppedAccounts: ['a'] }),
      gateway('pc2'),
      gateway('pc3', { ...running, stoppedAccounts: ['b'] }),
    ]
    expect(doubts({ gateways }, { accountId: 'a' })).toEqual([{ name: 'pc3', why: 'running' }])
  })
})
