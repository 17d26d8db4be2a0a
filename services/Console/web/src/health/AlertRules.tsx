import { Button, Group, Loader, NumberInput, Stack, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readAlertSettings, setAlertRule, type AlertSettings } from '../api/alerts'
import { problem } from '../api/http'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import classes from './Health.module.css'
import { alertSettingsKey } from './keys'

/** One row for each kind of alert: on or off, its bound, how long it has to last, where it goes. */
export function AlertRules() {
  const { t } = useTranslation('health')
  const settings = useQuery({ queryKey: alertSettingsKey, queryFn: readAlertSettings })
  return (
    <Panel title={t('rules.title')}>
      {settings.isPending && <Loader aria-label={t('loading')} />}
      {settings.isError && <ProblemAlert error={settings.error} retry={() => void settings.refetch()} />}
      {settings.data?.rules.map((entry) => (
        <Rule key={`${entry.kind.name} ${JSON.stringify(entry.rule)}`} entry={entry} />
      ))}
    </Panel>
  )
}

function Rule({ entry }: { entry: AlertSettings['rules'][number] }) {
  const { t } = useTranslation('health')
  const client = useQueryClient()
  const { kind } = entry
  const [rule, setRule] = useState(entry.rule)
  const name = t(`kind.${kind.name}`, { defaultValue: kind.name })
  const save = useMutation({
    mutationFn: setAlertRule,
    onSuccess: () => {
      notifications.show({ color: 'teal', message: t('rules.saved', { name }) })
      void client.invalidateQueries({ queryKey: alertSettingsKey })
    },
  })
  const faults = save.isError ? problem(save.error).fields : {}
  const same = (other: typeof rule) => JSON.stringify(other) === JSON.stringify(rule)
  const changed = !same(entry.rule)
  return (
    <form
      className={classes.failed}
      aria-label={name}
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(rule)
      }}
    >
      {save.isError && <ProblemAlert error={save.error} marked={['threshold', 'holdSeconds']} />}
      <Stack gap={6}>
        <Switch
          size="md"
          label={name}
          description={t(`about.${kind.name}`, { defaultValue: kind.words })}
          checked={rule.enabled}
          onChange={(event) => setRule({ ...rule, enabled: event.currentTarget.checked })}
        />
        <Group align="flex-end" gap="md">
          {kind.threshold && (
            <NumberInput
              size="sm"
              w={190}
              label={t(`bound.${kind.name}`, { defaultValue: kind.threshold.unit })}
              description={t('rules.range', { least: kind.threshold.least, most: kind.threshold.most })}
              min={kind.threshold.least}
              max={kind.threshold.most}
              clampBehavior="blur"
              error={faults['threshold']?.join(' ')}
              value={rule.threshold ?? kind.threshold.default}
              onChange={(value) => typeof value === 'number' && setRule({ ...rule, threshold: value })}
            />
          )}
          {kind.name !== 'live-ended' && (
            <NumberInput
              size="sm"
              w={190}
              label={t('rules.hold')}
              description={t('rules.range', { least: 0, most: 3600 })}
              min={0}
              max={3600}
              clampBehavior="blur"
              error={faults['holdSeconds']?.join(' ')}
              value={rule.holdSeconds}
              onChange={(value) => typeof value === 'number' && setRule({ ...rule, holdSeconds: value })}
            />
          )}
          <Switch
            size="md"
            label={t('rules.mail')}
            checked={rule.mail}
            onChange={(event) => setRule({ ...rule, mail: event.currentTarget.checked })}
          />
          <Switch
            size="md"
            label={t('rules.webhook')}
            checked={rule.webhook}
            onChange={(event) => setRule({ ...rule, webhook: event.currentTarget.checked })}
          />
          <Button type="submit" mih={40} disabled={!changed} loading={save.isPending}>
            {t('rules.save')}
          </Button>
          {!same(entry.default) && (
            <Button variant="subtle" mih={40} onClick={() => setRule(entry.default)}>
              {t('rules.reset')}
            </Button>
          )}
        </Group>
        {changed && (
          <Text size="xs" c="dimmed">
            {t('rules.unsaved')}
          </Text>
        )}
      </Stack>
    </form>
  )
}
