import { Badge, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { OrderState } from '../api/machines'
import { Panel } from '../parts/Panel'
import { useFormat } from '../words/useFormat'
import classes from './Machines.module.css'
import { useOrders } from './useMachines'

const colors: Record<OrderState, string> = {
  Sent: 'blue',
  Running: 'blue',
  Done: 'teal',
  Refused: 'red',
  Failed: 'red',
  Expired: 'red',
  NoAnswer: 'yellow',
}

/** Lines that are shown. */
const most = 8

/** What people changed of a board lately, and what came of it. */
export function OrdersPanel({ gatewayId, boardId }: { gatewayId: string; boardId: string }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  const orders = useOrders(gatewayId, boardId).data ?? []
  return (
    <Panel title={t('order.title')}>
      {orders.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('order.none')}
        </Text>
      )}
      <ol className={classes.orders}>
        {orders.slice(0, most).map((order) => (
          <li key={order.orderId}>
            <Group gap="xs" wrap="wrap">
              <Text size="sm" fw={600}>
                {t(`order.kind.${order.kind}`)}
              </Text>
              <Badge size="sm" variant="light" color={colors[order.state]}>
                {t(`order.state.${order.state}`)}
              </Badge>
            </Group>
            <Text size="xs" c="dimmed">
              <bdi>{t('order.by', { name: order.requestedBy, time: format.moment(order.requestedAt) })}</bdi>
            </Text>
            {order.state !== 'Done' && order.detail && (
              <Text size="xs" className="breakable">
                {order.detail}
              </Text>
            )}
          </li>
        ))}
      </ol>
    </Panel>
  )
}
