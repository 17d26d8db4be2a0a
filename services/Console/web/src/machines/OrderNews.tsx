import { Alert, List, Loader, Text } from '@mantine/core'
import { IconAlertTriangle, IconCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Order } from '../api/machines'
import { useFormat } from '../words/useFormat'
import { isPending } from './state'

/** How an order goes or went: its steps while it runs, its end with the reason. */
export function OrderNews({ order }: { order: Order }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  const pending = isPending(order)
  const done = order.state === 'Done'
  return (
    <Alert
      color={pending ? 'blue' : done ? 'teal' : 'red'}
      variant="light"
      icon={
        pending ? (
          <Loader size={18} aria-hidden />
        ) : done ? (
          <IconCheck aria-hidden />
        ) : (
          <IconAlertTriangle aria-hidden />
        )
      }
      title={`${t(`order.kind.${order.kind}`)}: ${t(`order.state.${order.state}`)}`}
      role="status"
      data-order={order.state}
    >
      {pending && order.steps.length > 0 && (
        <List size="sm" type="ordered">
          {order.steps.map((step) => (
            <List.Item key={step} className="breakable">
              {step}
            </List.Item>
          ))}
        </List>
      )}
      <Text size="sm" className="breakable">
        {order.detail ?? (order.state === 'NoAnswer' ? t('order.noAnswer') : '')}
      </Text>
      <Text size="xs" c="dimmed" mt={4}>
        {t('order.by', { name: order.requestedBy, time: format.moment(order.requestedAt) })}
      </Text>
    </Alert>
  )
}
