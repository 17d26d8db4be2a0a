import { Button, Group, Loader, Modal, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconRefresh, IconSend, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { discardFailed, readFailed, resendFailed, type Choice, type FailedMessage } from '../api/health'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Health.module.css'
import { useMay } from './useMay'

/** What lies in one queue of failed messages. Read when it is opened and when somebody asks: looking takes them out for a moment. */
export function FailedPanel({ queue }: { queue: string }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const may = useMay()
  const client = useQueryClient()
  const [sure, setSure] = useState<Choice | null>(null)
  const page = useQuery({
    queryKey: ['health', 'failed', queue],
    queryFn: () => readFailed(queue),
    retry: false,
  })
  const after =
    (key: 'failed.sent' | 'failed.discarded') =>
    ({ count }: { count: number }) => {
      notifications.show({ color: 'teal', message: t(key, { count }) })
      setSure(null)
    }
  const settled = () => void client.invalidateQueries({ queryKey: ['health'] })
  const resend = useMutation({
    mutationFn: (choice: Choice) => resendFailed(queue, choice),
    onSuccess: after('failed.sent'),
    onSettled: settled,
  })
  const discard = useMutation({
    mutationFn: (choice: Choice) => discardFailed(queue, choice),
    onSuccess: after('failed.discarded'),
    onSettled: settled,
  })
  const edits = may('installation.edit')
  if (page.isPending) return <Loader mt="md" aria-label={t('loading')} />
  if (page.isError)
    return (
      <Stack mt="md">
        <ProblemAlert error={page.error} retry={() => void page.refetch()} />
      </Stack>
    )
  const { messages, count } = page.data
  return (
    <Stack mt="md" gap="xs">
      {resend.isError && <ProblemAlert error={resend.error} />}
      <Group justify="space-between">
        <Text size="sm" c="dimmed">
          {t('failed.shown', { shown: format.whole(messages.length), count: format.whole(count) })}
        </Text>
        <Group gap="xs">
          <Button
            variant="default"
            mih={40}
            leftSection={<IconRefresh size={16} />}
            loading={page.isFetching}
            onClick={() => void page.refetch()}
          >
            {t('failed.again')}
          </Button>
          {edits && (
            <>
              <Button
                mih={40}
                leftSection={<IconSend size={16} />}
                disabled={count === 0}
                loading={resend.isPending}
                onClick={() => resend.mutate({ all: true })}
              >
                {t('failed.resendAll')}
              </Button>
              <Button
                mih={40}
                variant="light"
                color="red"
                leftSection={<IconTrash size={16} />}
                disabled={count === 0}
                onClick={() => setSure({ all: true })}
              >
                {t('failed.discardAll')}
              </Button>
            </>
          )}
        </Group>
      </Group>
      {messages.map((message) => (
        <Message key={message.id} message={message}>
          {edits && (
            <Group gap="xs" wrap="nowrap">
              <Button
                variant="light"
                mih={40}
                disabled={resend.isPending}
                onClick={() => resend.mutate({ ids: [message.id] })}
              >
                {t('failed.resend')}
              </Button>
              <Button variant="subtle" color="red" mih={40} onClick={() => setSure({ ids: [message.id] })}>
                {t('failed.discard')}
              </Button>
            </Group>
          )}
        </Message>
      ))}
      {sure && (
        <Modal opened onClose={() => setSure(null)} title={t('failed.sureTitle')}>
          <Stack>
            {discard.isError && <ProblemAlert error={discard.error} />}
            <Text size="sm">{t('failed.sure', { count: 'all' in sure ? count : sure.ids.length })}</Text>
            <Group justify="flex-end">
              <Button variant="default" mih={40} onClick={() => setSure(null)} data-autofocus>
                {t('cancel')}
              </Button>
              <Button color="red" mih={40} loading={discard.isPending} onClick={() => discard.mutate(sure)}>
                {t('failed.discard')}
              </Button>
            </Group>
          </Stack>
        </Modal>
      )}
    </Stack>
  )
}

function Message({ message, children }: { message: FailedMessage; children: ReactNode }) {
  const { t } = useTranslation('health')
  const format = useFormat()
  const facts = [
    message.failedAt && t('failed.at', { time: format.moment(message.failedAt) }),
    message.consumer,
    message.workspaceId && t('failed.workspace', { id: message.workspaceId }),
    message.accountId && t('failed.account', { id: message.accountId }),
    t('failed.bytes', { count: message.bytes }),
  ].filter(Boolean)
  return (
    <div className={classes.failed}>
      <Group justify="space-between" align="flex-start">
        <Stack gap={2} miw={0} flex="1 1 300px">
          <Text fw={600} className={classes.name}>
            {message.type ?? t('failed.unknown')}
          </Text>
          <Text size="sm" className={classes.name}>
            {[message.exception, message.reason].filter(Boolean).join(': ') || t('failed.noReason')}
          </Text>
          {message.place && <div className={classes.mono}>{message.place}</div>}
          <Text size="xs" c="dimmed" className={classes.name}>
            {facts.join(' · ')}
          </Text>
        </Stack>
        {children}
      </Group>
    </div>
  )
}
