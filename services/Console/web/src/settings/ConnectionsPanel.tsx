import { Button, Group, Loader, NumberInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import {
  readConnectionSettings,
  setConnectionSettings,
  type ConnectionSettingsView,
  type OwnConnectionSettings,
} from '../api/settings'
import { useMay } from '../health/useMay'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { settingsKeys } from './keys'
import { connectionSettings, faultsOf, ownOf, typedOf } from './seconds'
import classes from './Settings.module.css'

/** How patiently the workspace's accounts are connected. */
export function ConnectionsPanel() {
  const { t } = useTranslation('settings')
  const settings = useQuery({ queryKey: settingsKeys.connections, queryFn: readConnectionSettings })
  return (
    <Panel title={t('tiktok.title')}>
      {settings.isError && <ProblemAlert error={settings.error} retry={() => void settings.refetch()} />}
      {settings.isPending && <Loader aria-label={t('loading')} />}
      {settings.data && <Form key={JSON.stringify(settings.data.own)} view={settings.data} />}
    </Panel>
  )
}

function Form({ view }: { view: ConnectionSettingsView }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const client = useQueryClient()
  const mayEdit = useMay()('settings.edit')
  const [typed, setTyped] = useState(() => typedOf(view.own))
  const faults = faultsOf(typed, view)
  const save = useMutation({
    mutationFn: (own: OwnConnectionSettings) => setConnectionSettings(own),
    onSuccess: (next) => {
      client.setQueryData(settingsKeys.connections, next)
      notifications.show({ color: 'teal', title: t('saved'), message: t('tiktok.savedHint') })
    },
  })
  const own = ownOf(typed)
  const isNew = connectionSettings.some((name) => own[name] !== view.own[name])
  const isOwn = connectionSettings.some((name) => view.own[name] !== null)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate(own)
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t(mayEdit ? 'tiktok.hint' : 'tiktok.readOnly')}
        </Text>
        {save.isError && (
          <ProblemAlert
            error={save.error}
            labels={Object.fromEntries(connectionSettings.map((name) => [name, t(`tiktok.${name}`)]))}
          />
        )}
        {connectionSettings.map((name) => {
          const { least, most } = view.ranges[name]
          return (
            <NumberInput
              key={name}
              className={classes.field}
              label={t(`tiktok.${name}`)}
              description={t(`tiktokHint.${name}`)}
              placeholder={t('tiktok.default', { value: format.tenths(view.defaults[name]) })}
              suffix=" s"
              min={least}
              max={most}
              step={name === 'firstPauseSeconds' ? 0.5 : 1}
              clampBehavior="none"
              readOnly={!mayEdit}
              error={
                faults[name] &&
                t(`tiktokFault.${faults[name]}`, { least: format.tenths(least), most: format.tenths(most) })
              }
              value={typed[name]}
              onChange={(value) => setTyped({ ...typed, [name]: value })}
            />
          )
        })}
        {mayEdit && (
          <Group>
            <Button
              type="submit"
              mih={40}
              disabled={!isNew || Object.keys(faults).length > 0}
              loading={save.isPending}
            >
              {t('save')}
            </Button>
            <Button
              variant="default"
              mih={40}
              disabled={!isOwn || save.isPending}
              onClick={() => save.mutate(ownOf(typedOf({} as OwnConnectionSettings)))}
            >
              {t('tiktok.reset')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}
