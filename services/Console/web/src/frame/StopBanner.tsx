import { Button, Group, Text } from '@mantine/core'
import { IconAlertOctagon, IconHandStop } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isManager, type Latch, type SignedIn, type StopScope } from '../api/console'
import { useLive } from '../live/store'
import { useWatchedAccounts } from '../live/useBooks'
import { useFormat } from '../words/useFormat'
import { doubts, isConfirmed, type Doubt } from './confirmation'
import { ResetDialog } from './ResetDialog'
import { stopFailure } from './stopFailure'
import { keyOf } from './stops'
import { useDevices } from './useEmergencyStop'

/**
 * Shown while an emergency stop is latched: who has not confirmed it, or that what it stops is off. Takes the focus when
 * that of everything appears, so that a keyboard can go on from it.
 */
export function StopBanner({ member }: { member: SignedIn }) {
  const { t } = useTranslation('stop')
  const devices = useDevices()
  const latch = devices.data?.emergencyStop ?? null
  const parts = devices.data?.stoppedParts ?? []
  const open = devices.data ? doubts(devices.data) : []
  const atPc =
    devices.data?.gateways.filter(({ stoppedAtPc }) => stoppedAtPc).map((one) => one.gatewayId) ?? []
  // Under a stop of here they are named where that is reset.
  const byThemselves = latch ? [] : atPc.filter((name) => !parts.some(({ gatewayId }) => gatewayId === name))
  const [asking, setAsking] = useState<StopScope | null>(null)
  const banner = useRef<HTMLDivElement>(null)
  const stopId = latch?.stopId

  useEffect(() => {
    if (stopId !== undefined) banner.current?.focus()
  }, [stopId])

  useEffect(() => {
    // A press that failed here has been overtaken when all gateways say, after it, that they are stopped.
    const failure = stopFailure.now()
    if (failure && devices.data && devices.dataUpdatedAt > failure.at && isConfirmed(devices.data))
      stopFailure.dismiss()
  }, [devices.data, devices.dataUpdatedAt])

  return (
    <div aria-live="assertive" role="alert">
      {latch && (
        <div className="stop-banner" ref={banner} tabIndex={-1}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <IconAlertOctagon size={26} aria-hidden style={{ flex: 'none' }} />
            <div>
              <Text fw={700}>{t(open.length === 0 ? 'banner.all' : 'banner.open')}</Text>
              <Doubts of={open} />
              <Pressed stop={latch} member={member} />
            </div>
          </Group>
          {isManager(member) && <Reset act={() => setAsking({})} />}
        </div>
      )}
      {parts.map((part) => (
        <div className="stop-banner" data-part key={keyOf(part)}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <IconHandStop size={22} aria-hidden style={{ flex: 'none' }} />
            <Part part={part} member={member} open={devices.data ? doubts(devices.data, part) : []} />
          </Group>
          {isManager(member) && <Reset act={() => setAsking(part)} />}
        </div>
      ))}
      {byThemselves.map((name) => (
        <div className="stop-banner" data-part key={name}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <IconHandStop size={22} aria-hidden style={{ flex: 'none' }} />
            <div>
              <Text fw={700}>
                <bdi>{t('banner.atPc', { name })}</bdi>
              </Text>
              <Text size="sm">{t(isManager(member) ? 'banner.manager' : 'banner.sender')}</Text>
            </div>
          </Group>
          {isManager(member) && <Reset act={() => setAsking({ gatewayId: name })} />}
        </div>
      ))}
      {devices.isError && !devices.data && (
        <div className="stop-banner">
          <Text fw={700}>{t('banner.unknown')}</Text>
        </div>
      )}
      <ResetDialog
        scope={asking}
        isEverythingOff={latch !== null}
        parts={parts.length}
        atPc={atPc}
        close={() => setAsking(null)}
      />
    </div>
  )
}

function Part({ part, member, open }: { part: Latch; member: SignedIn; open: Doubt[] }) {
  const { t } = useTranslation('stop')
  const connection = useLive((live) => (part.accountId ? live.accounts[part.accountId] : undefined))
  const listed = useWatchedAccounts(Boolean(part.accountId)).data
  const handle = connection?.handle ?? listed?.find(({ id }) => id === part.accountId)?.handle
  const kind = part.boardId ? 'board' : part.gatewayId ? 'gateway' : 'account'
  const name = part.boardId ?? part.gatewayId ?? handle ?? part.accountId ?? ''
  return (
    <div>
      <Text fw={700}>
        <bdi>{open.length === 0 ? t(`banner.${kind}`, { name }) : t(`banner.${kind}Open`, { name })}</bdi>
      </Text>
      <Doubts of={open} />
      <Pressed stop={part} member={member} />
    </div>
  )
}

function Doubts({ of }: { of: readonly Doubt[] }) {
  const { t } = useTranslation('stop')
  const format = useFormat()
  if (of.length === 0) return null
  return (
    <ul className="doubts">
      {of.map(({ name, why, at }) => (
        <li key={name}>{t(`doubt.${why}`, { name, time: at ? format.clock(at) : '' })}</li>
      ))}
    </ul>
  )
}

function Pressed({ stop, member }: { stop: Latch; member: SignedIn }) {
  const { t } = useTranslation('stop')
  const format = useFormat()
  return (
    <Text size="sm">
      {t('banner.by', { name: stop.requestedBy, time: format.clock(stop.requestedAt) })}{' '}
      {t(isManager(member) ? 'banner.manager' : 'banner.sender')}
    </Text>
  )
}

function Reset({ act }: { act: () => void }) {
  const { t } = useTranslation('stop')
  return (
    <Button color="dark" variant="white" onClick={act}>
      {t('banner.reset')}
    </Button>
  )
}
