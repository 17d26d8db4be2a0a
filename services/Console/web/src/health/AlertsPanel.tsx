import { Badge, Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconBellCheck } from '@tabler/icons-react'
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { closeAlert, readAlerts, type Alert } from '../api/alerts'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { AlertChannels } from './AlertChannels'
import { AlertRules } from './AlertRules'
import classes from './Health.module.css'
import { alertsKey } from './keys'
import { useMay } from './useMay'

/** What is wrong now, what was, and for admins who is told of what. */
export function AlertsPanel() {
  const { t } = useTranslation('health')
  const may = useMay()
  const open = useQuery({
    queryKey: [...alertsKey, 'open'],
    queryFn: () => readAlerts(true),
    refetchInterval: 10_000,
  })
  const history = useInfiniteQuery({
    queryKey: [...alertsKey, 'history'],
    queryFn: ({ pageParam }) => readAlerts(false, pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.before,
  })
  const past = history.data?.pages.flatMap((page) => page.alerts).filter((one) => one.resolvedAt !== null)
  const edits = may('alerts.edit')
  return (
    <Stack>
      <Panel title={t('alerts.open')}>
        {open.isPending && <Loader aria-label={t('loading')} />}
        {open.isError && <ProblemAlert error={open.error} retry={() => void open.refetch()} />}
        {open.data?.alerts.length === 0 && (
          <Empty icon={<IconBellCheck />} title={t('alerts.none')}>
            {t('alerts.noneHint')}
          </Empty>
        )}
        {open.data?.alerts.map((alert) => (
          <Line key={alert.alertId} alert={alert} closes={edits} />
        ))}
      </Panel>
      {edits && <AlertRules />}
      {edits && <AlertChannels />}
      <Panel title={t('alerts.history')}>
        {history.isError && <ProblemAlert error={history.error} retry={() => void history.refetch()} />}
        {past?.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('alerts.noHistory')}
          </Text>
        )}
        {past?.map((alert) => (
          <Line key={alert.alertId} alert={alert} closes={false} />
        ))}
        {history.hasNextPage && (
          <Button
            mt="sm"
            variant="default"
            mih={40}
            loading={history.isFetchingNextPage}
            onClick={() => void history.fetchNextPage()}
          >
            {t('alerts.more')}
          </Button>
        )}
      </Panel>
    </Stack>
  )
}

function Line({ alert, closes }: { alert: Alert; closes: boolean }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const client = useQueryClient()
  const close = useMutation({
    mutationFn: () => closeAlert(alert.alertId),
    onSettled: () => void client.invalidateQueries({ queryKey: alertsKey }),
  })
  const over = alert.resolvedAt !== null
  return (
    <div className={classes.failed}>
      {close.isError && <ProblemAlert error={close.error} />}
      <Group justify="space-between" align="flex-start">
        <Stack gap={2} miw={0} flex="1 1 260px">
          <Group gap="xs">
            <Badge color={over ? 'gray' : 'red'} variant="light">
              {t(`kind.${alert.kind}`, { defaultValue: alert.kind })}
            </Badge>
            <Text fw={600} component="bdi" className={classes.name}>
              {alert.subject}
            </Text>
          </Group>
          <Text size="sm" className={classes.name}>
            {alert.detail}
          </Text>
          <Text size="xs" c="dimmed">
            {over && alert.resolvedAt !== alert.raisedAt
              ? t('alerts.fromTo', {
                  from: format.moment(alert.raisedAt),
                  to: format.moment(alert.resolvedAt ?? ''),
                })
              : format.moment(alert.raisedAt)}
            {alert.closedBy && ` · ${t('alerts.closedBy', { name: alert.closedBy })}`}
          </Text>
          {alert.problem && (
            <Text size="xs" c="orange" className={classes.name}>
              {t('alerts.notSent', { problem: alert.problem })}
            </Text>
          )}
        </Stack>
        {closes && (
          <Button variant="default" mih={40} loading={close.isPending} onClick={() => close.mutate()}>
            {t('alerts.close')}
          </Button>
        )}
      </Group>
    </div>
  )
}
