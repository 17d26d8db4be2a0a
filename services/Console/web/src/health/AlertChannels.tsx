import { Alert, Button, Code, Group, Loader, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  makeAlertSecret,
  readAlertSettings,
  setAlertChannels,
  testAlerts,
  type AlertSettings,
} from '../api/alerts'
import { problem } from '../api/http'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { alertsKey, alertSettingsKey } from './keys'

/** Who is told beside the open pages: mail addresses, and an address of a program. */
export function AlertChannels() {
  const { t } = useTranslation('health')
  const settings = useQuery({ queryKey: alertSettingsKey, queryFn: readAlertSettings })
  return (
    <Panel title={t('channels.title')}>
      {settings.isPending && <Loader aria-label={t('loading')} />}
      {settings.isError && <ProblemAlert error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data && (
        <Form key={`${settings.data.mailTo.join()} ${settings.data.webhookUrl}`} settings={settings.data} />
      )}
    </Panel>
  )
}

function Form({ settings }: { settings: AlertSettings }) {
  const { t } = useTranslation('health')
  const client = useQueryClient()
  const [mailTo, setMailTo] = useState(settings.mailTo)
  const [webhookUrl, setWebhookUrl] = useState(settings.webhookUrl)
  const again = () => void client.invalidateQueries({ queryKey: alertsKey })
  const save = useMutation({
    mutationFn: () => setAlertChannels({ mailTo, webhookUrl }),
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t('channels.saved') })
      again()
    },
  })
  const secret = useMutation({ mutationFn: makeAlertSecret, onSuccess: again })
  const test = useMutation({ mutationFn: testAlerts, onSuccess: again })
  const faults = save.isError ? problem(save.error).fields : {}
  const changed = mailTo.join() !== settings.mailTo.join() || webhookUrl !== settings.webhookUrl
  return (
    <Stack>
      {[save, secret, test].map(
        (one, index) =>
          one.isError && <ProblemAlert key={index} error={one.error} marked={['mailTo', 'webhookUrl']} />,
      )}
      <TagsInput
        label={t('channels.mail')}
        description={settings.mailIsSetUp ? t('channels.mailHint') : t('channels.noMail')}
        placeholder={mailTo.length === 0 ? 'name@example.com' : ''}
        value={mailTo}
        onChange={setMailTo}
        maxTags={20}
        acceptValueOnBlur
        error={faults['mailTo']?.join(' ')}
      />
      <TextInput
        type="url"
        label={t('channels.webhook')}
        description={t('channels.webhookHint')}
        placeholder="https://example.com/liveops"
        value={webhookUrl}
        onChange={(event) => setWebhookUrl(event.currentTarget.value)}
        error={faults['webhookUrl']?.join(' ')}
      />
      {secret.data && (
        <Alert color="yellow" variant="light" title={t('channels.secretTitle')}>
          <Stack gap="xs">
            <Code block>{secret.data.secret}</Code>
            <Text size="sm">{t('channels.secretOnce')}</Text>
          </Stack>
        </Alert>
      )}
      <Group>
        <Button mih={40} disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
          {t('rules.save')}
        </Button>
        <Button
          mih={40}
          variant="default"
          disabled={changed}
          loading={test.isPending}
          onClick={() => test.mutate()}
        >
          {t('channels.test')}
        </Button>
        <Button mih={40} variant="default" loading={secret.isPending} onClick={() => secret.mutate()}>
          {settings.isSigned ? t('channels.newSecret') : t('channels.makeSecret')}
        </Button>
      </Group>
    </Stack>
  )
}
