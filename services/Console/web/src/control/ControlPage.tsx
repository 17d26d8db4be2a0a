import { Button, Group, Loader, Paper, SegmentedControl, Stack, TextInput, Title } from '@mantine/core'
import { IconBroadcast, IconPlus, IconSearch } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import type { WatchedAccount } from '../api/ingestion'
import { readBindings } from '../api/rules'
import { useDevices } from '../frame/useEmergencyStop'
import { useLive } from '../live/store'
import { useWatchedAccounts } from '../live/useBooks'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useAddressChange } from '../parts/useAddressChange'
import { useNow } from '../parts/useNow'
import { AccountForm } from './AccountForm'
import { BulkBar } from './BulkBar'
import { ControlTable } from './ControlTable'
import { ControlTotals } from './ControlTotals'
import { chosenOf, isTroubled, rowsOf, shows, type Show } from './rows'

/** Every account of the workspace at a glance. What is shown of them is in the address. */
export default function ControlPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('control')
  const [search] = useSearchParams()
  const change = useAddressChange()
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set())
  const [edited, setEdited] = useState<WatchedAccount | 'new' | null>(null)
  const watched = useWatchedAccounts()
  const rows = useRows(watched.data ?? [])
  const show = shows.find((one) => one === search.get('show')) ?? 'all'
  const text = search.get('find') ?? ''
  const shown = chosenOf(rows, show, text)
  const manager = isManager(member)
  const set = (name: string, value: string) => change({ [name]: value === 'all' ? '' : value })
  const counts: Record<Show, number> = {
    all: rows.length,
    live: rows.filter((row) => row.connection.state === 'Live').length,
    trouble: rows.filter(isTroubled).length,
  }
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        {manager && (
          <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setEdited('new')}>
            {t('add')}
          </Button>
        )}
      </Group>
      {watched.isError && <ProblemAlert error={watched.error} retry={() => void watched.refetch()} />}
      {watched.isPending && <Loader aria-label={t('loading')} />}
      {rows.length > 0 && (
        <>
          <ControlTotals rows={rows} />
          <Group gap="sm">
            <SegmentedControl
              value={show}
              onChange={(value) => set('show', value)}
              aria-label={t('show')}
              data={shows.map((value) => ({ value, label: `${t(`shows.${value}`)} ${counts[value]}` }))}
            />
            <TextInput
              flex="1 1 160px"
              maw={320}
              placeholder={t('find')}
              aria-label={t('find')}
              leftSection={<IconSearch size={16} aria-hidden />}
              value={text}
              onChange={(event) => set('find', event.currentTarget.value)}
            />
          </Group>
        </>
      )}
      {watched.data?.length === 0 && (
        <Paper withBorder>
          <Empty icon={<IconBroadcast />} title={t('empty.title')}>
            {t(manager ? 'empty.manager' : 'empty.sender')}
          </Empty>
        </Paper>
      )}
      {rows.length > 0 && shown.length === 0 && (
        <Paper withBorder>
          <Empty icon={<IconSearch />} title={t('none.title')}>
            {t(show === 'trouble' && text === '' ? 'none.well' : 'none.text')}
          </Empty>
        </Paper>
      )}
      {shown.length > 0 && (
        <ControlTable rows={shown} manager={manager} picked={picked} pick={setPicked} edit={setEdited} />
      )}
      <BulkBar accounts={watched.data ?? []} picked={picked} pick={setPicked} />
      {edited && <AccountForm account={edited === 'new' ? null : edited} close={() => setEdited(null)} />}
    </Stack>
  )
}

function useRows(accounts: readonly WatchedAccount[]) {
  const now = useNow(1_000)
  const connections = useLive((live) => live.accounts)
  const sessions = useLive((live) => live.sessions)
  const paces = useLive((live) => live.paces)
  const devices = useDevices().data
  const bindings = useQuery({ queryKey: ['bindings'], queryFn: readBindings, staleTime: 30_000 })
  return rowsOf(accounts, { connections, sessions, paces, bindings: bindings.data ?? [], devices }, now)
}
