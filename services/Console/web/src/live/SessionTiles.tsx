import { Paper, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Session } from '../api/console'
import { useNow } from '../parts/useNow'
import { useFormat } from '../words/useFormat'
import { paceOf } from './pace'
import { useLive } from './store'

/** The numbers of the live session. */
export function SessionTiles({ session, live }: { session: Session | undefined; live: boolean }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const running = session !== undefined && !session.endedAt
  const now = useNow(running ? 1_000 : 0)
  const samples = useLive((state) => (running ? state.paces[session.accountId] : undefined))
  if (session === undefined)
    return (
      <Text size="sm" c="dimmed">
        {t(live ? 'tiles.atFirst' : 'tiles.beforeLive')}
      </Text>
    )
  const { totals } = session
  const pace = running ? paceOf(samples, now) : null
  const aMinute = (value: number | undefined) =>
    value === undefined ? undefined : t('tiles.aMinute', { value: format.tenths(value) })
  const end = session.endedAt ? Date.parse(session.endedAt) : now
  const tiles: [string, string, string?][] = [
    [
      t('tiles.duration'),
      format.length(end - Date.parse(session.startedAt)),
      session.endedAt ? t('tiles.ended', { time: format.clock(session.endedAt) }) : t('tiles.running'),
    ],
    [
      t('tiles.viewers'),
      format.whole(totals.viewers),
      t('tiles.peak', { value: format.whole(totals.peakViewers) }),
    ],
    [t('tiles.coins'), format.whole(totals.coins), aMinute(pace?.coins)],
    [t('tiles.gifts'), format.whole(totals.gifts), aMinute(pace?.gifts)],
    [t('tiles.likes'), format.whole(totals.likes)],
    [t('tiles.comments'), format.whole(totals.comments)],
    [t('tiles.follows'), format.whole(totals.follows)],
    [t('tiles.shares'), format.whole(totals.shares)],
    [
      t('tiles.actions'),
      format.whole(totals.actionsDone),
      totals.actionsNotDone > 0 ? t('tiles.notDone', { count: totals.actionsNotDone }) : t('tiles.allDone'),
    ],
  ]
  return (
    <section aria-label={t('session')}>
      <dl className="tiles">
        {tiles.map(([name, value, hint], n) => (
          <Paper withBorder key={name} className="tile" data-accent={n === 2}>
            <dt>{name}</dt>
            <dd className="tile-value">{value}</dd>
            {hint && <dd className="tile-hint">{hint}</dd>}
          </Paper>
        ))}
      </dl>
      {totals.gaps > 0 && (
        <Text size="xs" c="yellow" mt={6}>
          {t('tiles.gaps', { times: totals.gaps })}
        </Text>
      )}
    </section>
  )
}
