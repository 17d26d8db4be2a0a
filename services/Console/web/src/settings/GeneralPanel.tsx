import { Select, Stack, Switch, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { SignedIn } from '../api/console'
import type { Preferences } from '../api/settings'
import { places } from '../frame/places'
import { StopKeyField } from '../frame/StopKeyField'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { usePreferences } from '../preferences/preferences'
import { useChangePreferences, useKeptPreferences } from '../preferences/usePreferred'
import { languages, type Language } from '../words'
import { useFormat } from '../words/useFormat'
import { soundAlert } from '../health/alertSound'
import classes from './Settings.module.css'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** What the member likes: kept on the server, so that it is so in another browser too. */
export function GeneralPanel({ member }: { member: SignedIn }) {
  const { t } = useTranslation('settings')
  const change = useMutation({ mutationFn: useChangePreferences() })
  const kept = useKeptPreferences()
  const known = usePreferences()
  const own = kept.data ?? known
  const set = (next: Partial<Preferences>) => change.mutate(next)
  if (kept.isError) return <ProblemAlert error={kept.error} retry={() => void kept.refetch()} />
  return (
    <Stack>
      {change.isError && <ProblemAlert error={change.error} />}
      <Looks own={own} set={set} />
      <Clock own={own} set={set} />
      <Panel title={t('general.work')}>
        <Stack>
          <Start own={own} set={set} member={member} />
          <Switch
            label={t('general.sounds')}
            description={t('general.soundsHint')}
            checked={own.sounds === true}
            onChange={(event) => {
              // Heard at once: and the click lets the browser sound it later.
              if (event.currentTarget.checked) soundAlert()
              set({ sounds: event.currentTarget.checked })
            }}
          />
        </Stack>
      </Panel>
      <Panel title={t('general.stop')}>
        <StopKeyField />
        <Text size="sm" c="dimmed" mt="xs">
          {t('general.stopHint')}
        </Text>
      </Panel>
    </Stack>
  )
}

interface Part {
  own: Preferences
  set: (next: Partial<Preferences>) => void
}

function Looks({ own, set }: Part) {
  const { t, i18n } = useTranslation('settings')
  return (
    <Panel title={t('general.looks')}>
      <Stack>
        <Select
          className={classes.field}
          label={t('general.language')}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={own.language ?? i18n.language}
          allowDeselect={false}
          onChange={(next) => next && set({ language: next as Language })}
        />
        <Select
          className={classes.field}
          label={t('general.colours')}
          data={(['dark', 'light', 'system'] as const).map((value) => ({
            value,
            label: t(`colours.${value}`),
          }))}
          value={own.colours ?? 'dark'}
          allowDeselect={false}
          onChange={(next) => next && set({ colours: next as Preferences['colours'] })}
        />
        <Switch
          label={t('general.compact')}
          description={t('general.compactHint')}
          checked={own.compactTables === true}
          onChange={(event) => set({ compactTables: event.currentTarget.checked })}
        />
        <Switch
          label={t('general.still')}
          description={t('general.stillHint')}
          checked={own.reducedMotion === true}
          onChange={(event) => set({ reducedMotion: event.currentTarget.checked })}
        />
      </Stack>
    </Panel>
  )
}

function Clock({ own, set }: Part) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  return (
    <Panel title={t('general.times')}>
      <Stack>
        <Select
          className={classes.field}
          label={t('general.hours')}
          data={[
            { value: 'own', label: t('hours.own') },
            { value: '24', label: t('hours.24') },
            { value: '12', label: t('hours.12') },
          ]}
          value={own.hours === null ? 'own' : String(own.hours)}
          allowDeselect={false}
          onChange={(next) =>
            next && set({ hours: next === 'own' ? null : (Number(next) as Preferences['hours']) })
          }
        />
        <Select
          className={classes.field}
          label={t('general.zone')}
          description={t('general.zoneHint')}
          searchable
          clearable
          clearButtonProps={{ 'aria-label': t('general.zoneClear') }}
          placeholder={t('general.zoneOwn', { zone: Intl.DateTimeFormat().resolvedOptions().timeZone })}
          data={own.timeZone === null || zones.includes(own.timeZone) ? zones : [own.timeZone, ...zones]}
          limit={50}
          value={own.timeZone}
          onChange={(next) => set({ timeZone: next })}
        />
        <Text size="sm" c="dimmed" aria-live="polite">
          {t('general.example', { time: format.moment(new Date()) })}
        </Text>
      </Stack>
    </Panel>
  )
}

function Start({ own, set, member }: Part & { member: SignedIn }) {
  const { t } = useTranslation('settings')
  const { t: page } = useTranslation('frame')
  return (
    <Select
      className={classes.field}
      label={t('general.start')}
      description={t('general.startHint')}
      data={places
        .filter((place) => place.roles?.includes(member.role) ?? true)
        .map((place) => ({ value: place.to, label: page(place.label) }))}
      value={own.startPage ?? '/control'}
      allowDeselect={false}
      onChange={(next) => next && set({ startPage: next })}
    />
  )
}
