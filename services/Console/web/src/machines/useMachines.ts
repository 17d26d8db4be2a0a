import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { readKinds, readMachines, readOrders, type Machine, type MachineGateway } from '../api/machines'
import { readBindings } from '../api/rules'
import { stopOf } from '../frame/stops'
import { useDevices } from '../frame/useEmergencyStop'
import { isPending } from './state'

export const machineKeys = {
  all: ['machines'] as const,
  kinds: ['machines', 'kinds'] as const,
  orders: (gatewayId: string, boardId?: string) => ['machines', 'orders', gatewayId, boardId ?? ''] as const,
  bindings: ['bindings'] as const,
}

/** Every machine; its boards are as fresh as the live connection tells them. */
export function useMachines() {
  const list = useQuery({
    queryKey: machineKeys.all,
    queryFn: readMachines,
    refetchInterval: 3_000,
    staleTime: 1_000,
  })
  const devices = useDevices().data
  const machines = useMemo(
    () =>
      list.data?.map((machine): Machine => {
        const live = devices?.gateways.find((one) => one.gatewayId === machine.gatewayId)
        return live === undefined ? machine : { ...machine, status: live as MachineGateway }
      }),
    [list.data, devices],
  )
  /** Whether an emergency stop of everything, of this machine or of this board is latched. */
  const latched = (gatewayId: string, boardId: string) =>
    devices !== undefined &&
    (devices.emergencyStop !== null ||
      stopOf(devices, { gatewayId }) !== undefined ||
      stopOf(devices, { boardId }) !== undefined)
  return { list, machines, latched }
}

export const useKinds = () =>
  useQuery({ queryKey: machineKeys.kinds, queryFn: readKinds, staleTime: Infinity })

/** What was ordered lately; asked again each second while one of them is not over. */
export const useOrders = (gatewayId: string, boardId?: string) =>
  useQuery({
    queryKey: machineKeys.orders(gatewayId, boardId),
    queryFn: () => readOrders(gatewayId, boardId),
    refetchInterval: (query) => (query.state.data?.some(isPending) ? 1_000 : 15_000),
  })

export const useBindings = () =>
  useQuery({ queryKey: machineKeys.bindings, queryFn: readBindings, staleTime: 30_000 })
