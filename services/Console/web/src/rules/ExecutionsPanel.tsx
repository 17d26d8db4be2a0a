import { ActionIcon, Badge, Button, Group, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { isManager, type SignedIn } from '../api/console'
import { problem } from '../api/http'
import { readExecutions, stopExecutions, tellExecution, type Execution } from '../api/rules'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Rules.module.css'
import { useWords } from './useRules'

const key = ['rule-executions'] as const

/** What waits and runs, with Stop, Pause and Resume, and how the last ones ended. */
export function ExecutionsPanel(props: { account: string | undefined; rule?: string; member: SignedIn }) {
  const { t } = useTranslation('rules')
  const client = useQueryClient()
  const executions = useQuery({
    queryKey: [...key, props.account, props.rule],
    queryFn: () =>
      readExecutions({ accountId: props.account, ...(props.rule && { ruleId: props.rule }), limit: 25 }),
    refetchInterval: 2_000,
  })
  const active = (executions.data ?? []).filter((one) => one.endedAt === undefined)
  const tell = useMutation({
    mutationFn: (act: () => Promise<unknown>) => act(),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
    onError: (error) =>
      notifications.show({ color: 'red', title: problem(error).title, message: problem(error).detail }),
  })
  const accounts = [...new Set(active.map(({ accountId }) => accountId))]
  return (
    <Panel
      title={t('runs.title')}
      aside={
        active.length > 0 && (
          <Button
            size="sm"
            color="red"
            variant="light"
            leftSection={<IconPlayerStop size={16} aria-hidden />}
            loading={tell.isPending}
            onClick={() =>
              tell.mutate(() => Promise.all(accounts.map((account) => stopExecutions(account, props.rule))))
            }
          >
            {t('runs.stopAll')}
          </Button>
        )
      }
    >
      {executions.isError && (
        <ProblemAlert error={executions.error} retry={() => void executions.refetch()} />
      )}
      {executions.data?.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('runs.none')}
        </Text>
      )}
      <div role="list" aria-label={t('runs.title')}>
        {executions.data?.map((one) => (
          <Line key={one.id} execution={one} manager={isManager(props.member)} tell={tell.mutate} />
        ))}
      </div>
    </Panel>
  )
}

const colours: Record<string, string> = {
  Running: 'teal',
  Waiting: 'blue',
  Paused: 'yellow',
  Done: 'gray',
  Stopped: 'orange',
}

function Line(props: {
  execution: Execution
  manager: boolean
  tell: (act: () => Promise<unknown>) => void
}) {
  const { execution } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  const format = useFormat()
  const active = execution.endedAt === undefined
  const buttons = [
    { word: 'pause' as const, shown: props.manager && execution.state === 'Running', icon: IconPlayerPause },
    { word: 'resume' as const, shown: props.manager && execution.state === 'Paused', icon: IconPlayerPlay },
    { word: 'stop' as const, shown: active, icon: IconPlayerStop },
  ]
  return (
    <div role="listitem" className={classes.execution}>
      <Text size="sm" truncate>
        <b>
          <bdi>{execution.ruleName}</bdi>
        </b>{' '}
        {execution.viewerName !== undefined && <bdi>{execution.viewerName}</bdi>}
      </Text>
      <Badge variant="dot" color={colours[execution.state] ?? 'red'} tt="none">
        {words(execution.state)}
      </Badge>
      <Text size="xs" c="dimmed">
        {format.clock(execution.queuedAt)} · {t('runs.steps', { count: execution.steps })}
        {execution.reason !== undefined && ` · ${execution.reason}`}
      </Text>
      <Group gap={4} wrap="nowrap" justify="flex-end">
        {buttons
          .filter(({ shown }) => shown)
          .map(({ word, icon: Icon }) => (
            <ActionIcon
              key={word}
              size="lg"
              variant="default"
              aria-label={t(`runs.${word}`, { name: execution.ruleName })}
              onClick={() => props.tell(() => tellExecution(execution.id, word))}
            >
              <Icon size={16} />
            </ActionIcon>
          ))}
      </Group>
    </div>
  )
}
