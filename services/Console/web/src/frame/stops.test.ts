import { describe, expect, it } from 'vitest'
import type { Latch, Latches, StopScope } from '../api/console'
import { isEverything, pressed, released, stopOf } from './stops'

const stop = (stopId: string, scope: StopScope = {}): Latch => ({
  stopId,
  requestedBy: 'Ada',
  requestedAt: '2026-01-02T03:04:05Z',
  ...scope,
})
const nothing: Latches = { emergencyStop: null, stoppedParts: [] }

describe('stops of parts', () => {
  it('stand beside the stop of everything and beside each other', () => {
    const board = stop('1', { boardId: 'AB12CD34', gatewayId: null, accountId: null })
    const all = pressed(pressed(pressed(nothing, board), stop('2', { gatewayId: 'pc1' })), stop('3'))
    expect(all.emergencyStop?.stopId).toBe('3')
    expect(all.stoppedParts.map(({ stopId }) => stopId)).toEqual(['1', '2'])
    expect(stopOf(all, { boardId: 'AB12CD34' })?.stopId).toBe('1')
    expect(stopOf(all, { boardId: 'AB12CD35' })).toBeUndefined()
    expect(stopOf(all, { accountId: 'AB12CD34' })).toBeUndefined()
  })

  it('are each there once', () => {
    const twice = pressed(pressed(nothing, stop('1', { gatewayId: 'pc1' })), stop('2', { gatewayId: 'pc1' }))
    expect(twice.stoppedParts.map(({ stopId }) => stopId)).toEqual(['2'])
  })

  it('go alone, and all together with everything', () => {
    const some = pressed(pressed(nothing, stop('1', { gatewayId: 'pc1' })), stop('2', { accountId: 'a' }))
    expect(released(some, { gatewayId: 'pc1' }).stoppedParts.map(({ stopId }) => stopId)).toEqual(['2'])
    expect(released(pressed(some, stop('3')), { accountId: 'a' }).emergencyStop?.stopId).toBe('3')
    expect(released(pressed(some, stop('3')), {})).toEqual(nothing)
  })

  it('know what is everything', () => {
    expect(isEverything({})).toBe(true)
    expect(isEverything({ gatewayId: null, boardId: null, accountId: null })).toBe(true)
    expect(isEverything({ boardId: 'AB12CD34' })).toBe(false)
  })
})
