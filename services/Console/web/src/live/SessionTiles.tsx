import { Paper, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { Session } from '../api/console'
import { clock, duration, number } from './words'

/** The numbers of the live session. */
export function SessionTiles({ session, live }: { session: Session | undefined; live: boolean }) {
  const now = useNow(session !== undefined && !session.endedAt)
  if (session === undefined)
    return (
      <Text size="sm" c="dimmed">
        {live
          ? 'Live. The numbers appear with the first event.'
          : 'No live session yet. The numbers appear as soon as the account is live.'}
      </Text>
    )
  const { totals } = session
  const end = session.endedAt ? Date.parse(session.endedAt) : now
  const tiles: [string, string, string?][] = [
    [
      'Duration',
      duration(end - Date.parse(session.startedAt)),
      session.endedAt ? `ended ${clock(session.endedAt)}` : 'running',
    ],
    ['Viewers', number.format(totals.viewers), `peak ${number.format(totals.peakViewers)}`],
    ['Coins', number.format(totals.coins)],
    ['Gifts', number.format(totals.gifts)],
    ['Likes', number.format(totals.likes)],
    ['Comments', number.format(totals.comments)],
    ['Follows', number.format(totals.follows)],
    ['Shares', number.format(totals.shares)],
    [
      'Actions',
      number.format(totals.actionsDone),
      totals.actionsNotDone > 0 ? `${number.format(totals.actionsNotDone)} not done` : 'all done',
    ],
  ]
  return (
    <section aria-label="Live session">
      <dl className="tiles">
        {tiles.map(([name, value, hint]) => (
          <Paper withBorder key={name} className="tile" data-accent={name === 'Coins'}>
            <dt>{name}</dt>
            <dd className="tile-value">{value}</dd>
            {hint && <dd className="tile-hint">{hint}</dd>}
          </Paper>
        ))}
      </dl>
      {totals.gaps > 0 && (
        <Text size="xs" c="yellow" mt={6}>
          Not connected {totals.gaps}× during this session: the numbers may be incomplete.
        </Text>
      )}
    </section>
  )
}

function useNow(running: boolean) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (!running) return
    const timer = setInterval(() => setNow(Date.now()), 1_000)
    return () => clearInterval(timer)
  }, [running])
  return now
}
