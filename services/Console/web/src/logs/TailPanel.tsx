import { Button, Group, Loader, Text } from '@mantine/core'
import { IconDownload, IconFileText, IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { readLogSettings, type LogLine } from '../api/logs'
import { readMachines } from '../api/machines'
import { useMay } from '../health/useMay'
import { machineKeys } from '../machines/useMachines'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { save } from '../parts/save'
import { logSettingsKey } from './keys'
import classes from './Logs.module.css'
import { asFile, filterOf, keyOf, newsSince, step } from './tail'
import { TailFilters } from './TailFilters'
import { TailLine } from './TailLine'
import { useTail } from './useTail'

/** Lines as they come, the newest first, until they are paused. */
export function TailPanel() {
  const { t } = useTranslation('logs')
  const [search] = useSearchParams()
  const filter = useMemo(() => filterOf(search), [search])
  const may = useMay()
  const services = may('installation.read')
  const machines = may('gateways.read')
  const settings = useQuery({
    queryKey: logSettingsKey,
    queryFn: readLogSettings,
    enabled: services,
    refetchInterval: 30_000,
  })
  const pcs = useQuery({ queryKey: machineKeys.all, queryFn: readMachines, enabled: machines })
  const tail = useTail(filter, { services, machines })
  const asked = search.toString()
  const [hold, setHold] = useState<{ asked: string; lines: readonly LogLine[] } | null>(null)
  // What was held of other lines says nothing about these.
  const held = hold?.asked === asked ? hold.lines : null
  const lines = held ?? tail.lines
  const names = useMemo(
    () =>
      [...new Set((settings.data?.processes ?? []).map(({ service }) => service))].filter(
        (service) => service !== 'device-gateway',
      ),
    [settings.data],
  )
  return (
    <Panel
      title={t('tail.title')}
      aside={
        <Group gap="xs">
          <Button
            size="xs"
            mih={36}
            variant={held === null ? 'default' : 'light'}
            color={held === null ? undefined : 'yellow'}
            leftSection={
              held === null ? (
                <IconPlayerPause size={15} aria-hidden />
              ) : (
                <IconPlayerPlay size={15} aria-hidden />
              )
            }
            onClick={() => setHold(held === null ? { asked, lines: tail.lines } : null)}
          >
            {t(held === null ? 'pause' : 'resume')}
          </Button>
          <Button
            size="xs"
            mih={36}
            variant="default"
            disabled={lines.length === 0}
            leftSection={<IconDownload size={15} aria-hidden />}
            onClick={() => save(fileOf(lines), fileName())}
          >
            {t('download')}
          </Button>
        </Group>
      }
    >
      <TailFilters services={names} machines={(pcs.data ?? []).map(({ gatewayId }) => gatewayId)} />
      {tail.error !== null && <ProblemAlert error={tail.error} />}
      {!tail.isRead && <Loader mt="md" aria-label={t('loading')} />}
      {held !== null && (
        <Text size="sm" role="status" mt="sm" fw={600}>
          {t('held', { count: newsSince(held, tail.lines) })}
        </Text>
      )}
      {tail.isRead && tail.error === null && lines.length === 0 && (
        <Empty icon={<IconFileText />} title={t('tail.none')}>
          {t('tail.noneHint')}
        </Empty>
      )}
      <Lines
        // Other lines are another list: it begins at its top.
        key={asked}
        lines={lines}
        more={tail.more}
        traceAddress={settings.data?.traceAddress ?? null}
      />
    </Panel>
  )
}

function Lines(props: { lines: readonly LogLine[]; more: boolean; traceAddress: string | null }) {
  const { lines, more, traceAddress } = props
  const { t } = useTranslation('logs')
  const [drawn, setDrawn] = useState(step)
  if (lines.length === 0) return null
  return (
    <>
      <Text size="xs" c="dimmed" mt="sm" mb={4}>
        {t(more ? 'tail.countMore' : 'tail.count', { count: lines.length })}
      </Text>
      <ol className={classes.lines} aria-label={t('tail.title')}>
        {lines.slice(0, drawn).map((line) => (
          <TailLine key={keyOf(line)} line={line} traceAddress={traceAddress} />
        ))}
      </ol>
      {lines.length > drawn && (
        <Button variant="default" mih={40} mt="sm" fullWidth onClick={() => setDrawn(drawn + step)}>
          {t('tail.older')}
        </Button>
      )}
    </>
  )
}

const fileOf = (lines: Parameters<typeof asFile>[0]) =>
  new Blob([asFile(lines)], { type: 'text/plain;charset=utf-8' })

const fileName = () => `liveops-${new Date().toISOString().slice(0, 19).replaceAll(':', '')}.log`
