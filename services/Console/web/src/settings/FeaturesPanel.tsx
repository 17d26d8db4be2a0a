import { Loader, Select, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readSwitches, setSwitches, type ViewerSwitch } from '../api/settings'
import { useMay } from '../health/useMay'
import { useWatchedAccounts } from '../live/useBooks'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { settingsKeys } from './keys'
import classes from './Settings.module.css'

const names: readonly ViewerSwitch[] = [
  'enabled',
  'autoVipPromotion',
  'birthdayReminder',
  'autoFetchTikTokData',
  'heatmapEnabled',
]

/** Switches the viewer profiles on and off, for all accounts or for one. */
export function FeaturesPanel() {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const mayEdit = useMay()('viewers.edit')
  const accounts = useWatchedAccounts()
  const [account, setAccount] = useState<string | null>(null)
  const key = settingsKeys.switches(account)
  const switches = useQuery({ queryKey: key, queryFn: () => readSwitches(account) })
  const change = useMutation({
    mutationFn: (name: ViewerSwitch) => setSwitches(account, { [name]: switches.data?.[name] !== true }),
    onSuccess: (next) => client.setQueryData(key, next),
  })
  return (
    <Panel title={t('features.title')}>
      <Stack>
        <Text size="sm" c="dimmed">
          {t(mayEdit ? 'features.hint' : 'features.readOnly')}
        </Text>
        <Select
          className={classes.field}
          label={t('features.account')}
          data={[
            { value: '', label: t('features.all') },
            ...(accounts.data ?? []).map(({ id, handle }) => ({ value: id, label: `@${handle}` })),
          ]}
          value={account ?? ''}
          allowDeselect={false}
          onChange={(next) => {
            change.reset()
            setAccount(next === '' ? null : next)
          }}
        />
        {switches.isError && <ProblemAlert error={switches.error} retry={() => void switches.refetch()} />}
        {change.isError && (
          <ProblemAlert
            error={change.error}
            labels={{
              accountId: t('features.account'),
              ...Object.fromEntries(names.map((name) => [name, t(`features.${name}`)])),
            }}
          />
        )}
        {switches.isPending && <Loader aria-label={t('loading')} />}
        {switches.data &&
          names.map((name) => (
            <Switch
              key={name}
              label={t(`features.${name}`)}
              description={t(`featureHint.${name}`)}
              checked={switches.data[name]}
              disabled={!mayEdit || change.isPending || (name !== 'enabled' && !switches.data.enabled)}
              onChange={() => change.mutate(name)}
            />
          ))}
      </Stack>
    </Panel>
  )
}
