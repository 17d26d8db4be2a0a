import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useSearchParams } from 'react-router'
import { readServices } from '../api/console'
import { Accounts } from '../live/Accounts'
import { ActionLog } from '../live/ActionLog'
import { Feed } from '../live/Feed'
import { Leaderboard } from '../live/Leaderboard'
import { SessionTiles } from '../live/SessionTiles'
import { useAccounts, useLastActions, useSession } from '../live/useBooks'
import { usePinStream } from '../live/useLiveConnection'
import { ProblemAlert } from '../parts/ProblemAlert'
import { RehearsalPanel } from '../rehearsal/RehearsalPanel'

/** What happens now. The chosen account and the feed's filter are in the address. */
export function LivePage() {
  const [search, setSearch] = useSearchParams()
  const services = useQuery({ queryKey: ['services'], queryFn: readServices, staleTime: 60_000 })
  const rehearsal = services.data?.includes('rehearsal') === true
  usePinStream(rehearsal)

  const { accounts, error, retry } = useAccounts(services.data?.includes('ingestion') === true)
  const account =
    accounts.find((known) => known.handle === search.get('account')) ??
    accounts.find((known) => known.state === 'Live') ??
    accounts[0]

  const analytics = services.data?.includes('analytics') === true
  const session = useSession(account?.accountId, analytics)
  useLastActions(account?.accountId, analytics)

  const choose = (handle: string) =>
    setSearch(
      (known) => {
        known.set('account', handle)
        return known
      },
      { replace: true },
    )

  return (
    <Stack gap="md">
      <h1 className="visually-hidden">Live</h1>
      {error && <ProblemAlert error={error} retry={retry} />}
      <Accounts accounts={accounts} chosen={account?.accountId} choose={choose} rehearsal={rehearsal} />
      <SessionTiles session={session} live={account?.state === 'Live'} />
      <div className="live-grid">
        <div className="live-main">
          <ActionLog accountId={account?.accountId} rehearsal={rehearsal} />
          <Feed accountId={account?.accountId} />
        </div>
        <div className="live-side">
          {rehearsal && <RehearsalPanel handle={account?.handle} />}
          <Leaderboard session={session} />
        </div>
      </div>
    </Stack>
  )
}
