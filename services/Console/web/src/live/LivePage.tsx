import { Button, Group, Stack } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { isManager, readServices, type SignedIn } from '../api/console'
import { useWatch } from '../control/useWatch'
import { PartStop } from '../frame/PartStop'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useAddressChange } from '../parts/useAddressChange'
import { RehearsalPanel } from '../rehearsal/RehearsalPanel'
import { Accounts } from './Accounts'
import { ActionLog } from './ActionLog'
import { Feed } from './Feed'
import { Leaderboard } from './Leaderboard'
import { LikeGoals } from './LikeGoals'
import { SessionChart } from './SessionChart'
import { SessionTiles } from './SessionTiles'
import { useAccounts, useLastActions, useSession, useWatchedAccounts } from './useBooks'
import { usePinStream, useRoom } from './useLiveConnection'
import { keywordsOf, useRuleHints } from './useRuleHints'

/** What happens now. The chosen account and the feed's filter are in the address. */
export default function LivePage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('live')
  const [search] = useSearchParams()
  const change = useAddressChange()
  const services = useQuery({ queryKey: ['services'], queryFn: readServices, staleTime: 60_000 })
  const has = (service: string) => services.data?.includes(service) === true
  const rehearsal = has('rehearsal')
  usePinStream(rehearsal)

  const { accounts, error, retry } = useAccounts(has('ingestion'))
  const account =
    accounts.find((known) => known.handle === search.get('account')) ??
    accounts.find((known) => known.state === 'Live') ??
    accounts[0]

  useRoom(account?.accountId)
  const session = useSession(account?.accountId, has('analytics'))
  useLastActions(account?.accountId, has('analytics'))
  const hints = useRuleHints(account?.accountId, has('rules'))
  const keywords = useMemo(() => keywordsOf(hints), [hints])

  const choose = (handle: string) => change({ account: handle })

  return (
    <Stack gap="md">
      <h1 className="visually-hidden">{t('title')}</h1>
      {error && <ProblemAlert error={error} retry={retry} />}
      <Accounts accounts={accounts} chosen={account?.accountId} choose={choose} rehearsal={rehearsal} />
      {account && (
        <Group gap="xs" justify="flex-end">
          {isManager(member) && <Watch accountId={account.accountId} />}
          <PartStop scope={{ accountId: account.accountId }} name={account.handle} />
        </Group>
      )}
      <SessionTiles session={session} live={account?.state === 'Live'} />
      <div className="live-grid">
        <div className="live-main">
          <ActionLog accountId={account?.accountId} rehearsal={rehearsal} />
          <Feed accountId={account?.accountId} keywords={keywords} />
        </div>
        <div className="live-side">
          {rehearsal && <RehearsalPanel handle={account?.handle} />}
          <LikeGoals hints={hints} likes={session?.totals.likes} />
          <Leaderboard session={session} />
          {session && has('analytics') && <SessionChart session={session} />}
        </div>
      </div>
    </Stack>
  )
}

/** Begins or ends the session's watching, as in the control room. */
function Watch({ accountId }: { accountId: string }) {
  const { t } = useTranslation('live')
  const watch = useWatch()
  const account = useWatchedAccounts().data?.find(({ id }) => id === accountId)
  if (account === undefined) return null
  const { enabled } = account
  return (
    <Button
      size="xs"
      mih={36}
      variant="light"
      color={enabled ? 'gray' : 'teal'}
      loading={watch.isPending}
      leftSection={
        enabled ? <IconPlayerStop size={16} aria-hidden /> : <IconPlayerPlay size={16} aria-hidden />
      }
      onClick={() => watch.mutate({ accounts: [account], on: !enabled })}
    >
      {t(enabled ? 'watch.stop' : 'watch.start')}
    </Button>
  )
}
