import { Badge, Button, Group, Loader, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  levels,
  readLogSettings,
  resetLogLevel,
  setLogLevel,
  type Level,
  type LogSettings,
  type ProcessLog,
} from '../api/logs'
import { problem } from '../api/http'
import { useBytes } from '../health/useBytes'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { logSettingsKey } from './keys'
import classes from './Logs.module.css'

/** From which level on each process writes, what was changed, and where its files are. */
export function LevelsPanel({ mayChange }: { mayChange: boolean }) {
  const { t } = useTranslation('logs')
  const settings = useQuery({ queryKey: logSettingsKey, queryFn: readLogSettings, refetchInterval: 3_000 })
  if (settings.isPending) return <Loader aria-label={t('loading')} />
  if (settings.isError) return <ProblemAlert error={settings.error} retry={() => void settings.refetch()} />
  return (
    <Stack>
      {mayChange && <ChangeForm settings={settings.data} />}
      <Changed settings={settings.data} mayChange={mayChange} />
      <Panel title={t('processes.title')}>
        <Text size="sm" c="dimmed" mb="sm">
          {t('processes.hint')}
        </Text>
        <ul className={classes.processes}>
          {settings.data.processes.map((process) => (
            <Process key={`${process.service} ${process.instance} ${process.startedAt}`} process={process} />
          ))}
        </ul>
      </Panel>
    </Stack>
  )
}

const times = [
  ['15', 15],
  ['60', 60],
  ['480', 480],
  ['ever', null],
] as const

function ChangeForm({ settings }: { settings: LogSettings }) {
  const { t } = useTranslation('logs')
  const client = useQueryClient()
  const services = [
    ...new Set(settings.processes.filter(({ changed }) => changed !== null).map(({ service }) => service)),
  ]
  const [service, setService] = useState<string | null>(null)
  const [source, setSource] = useState('')
  const [level, setLevel] = useState<Level>('Debug')
  const [time, setTime] = useState<string>('15')
  const save = useMutation({
    mutationFn: setLogLevel,
    onSuccess: () => notifications.show({ color: 'teal', message: t('change.done') }),
    onSettled: () => client.invalidateQueries({ queryKey: logSettingsKey }),
  })
  const fields = save.isError ? problem(save.error).fields : {}
  return (
    <Panel title={t('change.title')}>
      <form
        className={classes.form}
        aria-label={t('change.title')}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate({
            service: service ?? '',
            source: source.trim() === '' ? null : source.trim(),
            level,
            minutes: times.find(([name]) => name === time)?.[1] ?? null,
          })
        }}
      >
        <Select
          label={t('service')}
          data={services}
          value={service}
          onChange={setService}
          required
          error={fields['service']?.join(' ')}
        />
        <TextInput
          label={t('change.source')}
          placeholder={settings.sources.join(', ')}
          description={t('change.sourceHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          value={source}
          maxLength={200}
          spellCheck={false}
          onChange={(event) => setSource(event.currentTarget.value)}
          error={fields['source']?.join(' ')}
        />
        <Select
          label={t('change.level')}
          data={levels.map((one) => ({ value: one, label: t(`levelName.${one}`) }))}
          value={level}
          allowDeselect={false}
          onChange={(next) => next && setLevel(next as Level)}
        />
        <Select
          label={t('change.time')}
          data={times.map(([name]) => ({ value: name, label: t(`time.${name}`) }))}
          value={time}
          allowDeselect={false}
          onChange={(next) => next && setTime(next)}
        />
        <Button type="submit" mih={40} loading={save.isPending} disabled={service === null}>
          {t('change.set')}
        </Button>
      </form>
      {save.isError && Object.keys(fields).length === 0 && <ProblemAlert error={save.error} />}
    </Panel>
  )
}

function Changed({ settings, mayChange }: { settings: LogSettings; mayChange: boolean }) {
  const { t } = useTranslation('logs')
  const format = useFormat()
  const client = useQueryClient()
  const reset = useMutation({
    mutationFn: resetLogLevel,
    onSettled: () => client.invalidateQueries({ queryKey: logSettingsKey }),
  })
  return (
    <Panel title={t('changed.title')}>
      {reset.isError && <ProblemAlert error={reset.error} />}
      {settings.changed.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('changed.none')}
        </Text>
      )}
      <ul className={classes.processes}>
        {settings.changed.map((one) => {
          const name = `${one.service} ${one.source ?? ''}`.trim()
          return (
            <li key={name}>
              <Group justify="space-between" gap="xs">
                <div>
                  <Text fw={600} className="breakable">
                    {name}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t(one.until === null ? 'changed.ever' : 'changed.until', {
                      level: t(`levelName.${one.level}`),
                      name: one.setBy,
                      until: one.until === null ? '' : format.moment(one.until),
                    })}
                  </Text>
                </div>
                {mayChange && (
                  <Button
                    variant="default"
                    mih={40}
                    loading={reset.isPending}
                    aria-label={t('changed.resetOf', { name })}
                    onClick={() => reset.mutate(one)}
                  >
                    {t('changed.reset')}
                  </Button>
                )}
              </Group>
            </li>
          )
        })}
      </ul>
    </Panel>
  )
}

function Process({ process }: { process: ProcessLog }) {
  const { t } = useTranslation('logs')
  const bytes = useBytes()
  return (
    <li>
      <Group gap="xs">
        <Text fw={600}>{process.service}</Text>
        <Badge variant="light" tt="none">
          {t(`levelName.${process.level}`)}
        </Badge>
        {process.changed?.map((one) => (
          <Badge key={one.source ?? ''} variant="outline" tt="none" className={classes.marked}>
            {`${one.source ?? t('processes.all')}: ${t(`levelName.${one.level}`)}`}
          </Badge>
        ))}
        {process.changed === null && (
          <Text size="xs" c="dimmed">
            {t('processes.own')}
          </Text>
        )}
      </Group>
      <Text size="xs" c="dimmed" className="breakable">
        {process.files === null
          ? t('processes.noFiles', { instance: process.instance })
          : t('processes.files', {
              instance: process.instance,
              folder: process.files.folder,
              size: bytes(process.files.maxBytes),
              count: process.files.maxFiles,
            })}
      </Text>
    </li>
  )
}
