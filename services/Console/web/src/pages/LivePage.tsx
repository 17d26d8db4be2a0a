import { Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useSearchParams } from 'react-router'
import { readServices } from '../api/console'
import { Accounts } from '../live/Accounts'
import { ActionLog } from '../live/ActionLog'
import { Feed } from '../live/Feed'
import { Leaderboard } from '../live/Leaderboard'
import { SessionTiles } from '../live/SessionTiles'
import { useLive } from '../live/store'
import { usePinStream } from '../live/useLiveConnection'
import { RehearsalPanel } from '../rehearsal/RehearsalPanel'

/** What happens now. The chosen account and the feed's filter are in the address. */
export function LivePage() {
  const [search, setSearch] = useSearchParams()
  const byId = useLive((live) => live.accounts)
  const sessions = useLive((live) => live.sessions)
  const services = useQuery({ queryKey: ['services'], queryFn: readServices, staleTime: 60_000 })
  const rehearsal = services.data?.includes('rehearsal') === true
  usePinStream(rehearsal)

  const accounts = useMemo(() => Object.values(byId).sort((a, b) => a.handle.localeCompare(b.handle)), [byId])
  const account =
    accounts.find((known) => known.handle === search.get('account')) ??
    accounts.find((known) => known.state === 'Live') ??
    accounts[0]

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
      <Accounts accounts={accounts} chosen={account?.accountId} choose={choose} rehearsal={rehearsal} />
      <SessionTiles session={account && sessions[account.accountId]} live={account?.state === 'Live'} />
      <div className="live-grid">
        <div className="live-main">
          <ActionLog accountId={account?.accountId} rehearsal={rehearsal} />
          <Feed accountId={account?.accountId} />
        </div>
        <div className="live-side">
          {rehearsal && <RehearsalPanel handle={account?.handle} />}
          <Leaderboard session={account && sessions[account.accountId]} />
        </div>
      </div>
    </Stack>
  )
}
