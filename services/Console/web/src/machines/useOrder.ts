import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Order } from '../api/machines'
import { machineKeys, useOrders } from './useMachines'

/** Gives an order and follows the one that was given last here. */
export function useOrder<T>(
  gatewayId: string,
  boardId: string | undefined,
  give: (what: T) => Promise<Order>,
) {
  const client = useQueryClient()
  const orders = useOrders(gatewayId, boardId)
  const [given, setGiven] = useState<Order>()
  const order = orders.data?.find((one) => one.orderId === given?.orderId) ?? given
  const giving = useMutation({
    mutationFn: give,
    onMutate: () => setGiven(undefined),
    onSuccess: (made) => setGiven(made),
    onSettled: () => client.invalidateQueries({ queryKey: machineKeys.orders(gatewayId, boardId) }),
  })
  return { give: giving.mutate, isGiving: giving.isPending, error: giving.error, order, orders: orders.data }
}
