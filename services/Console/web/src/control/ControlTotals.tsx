import { Paper } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../words/useFormat'
import type { ControlRow } from './rows'

/** All running LIVEs together. */
export function ControlTotals({ rows }: { rows: readonly ControlRow[] }) {
  const { t } = useTranslation('control')
  const format = useFormat()
  const running = rows.flatMap(({ session }) => session ?? [])
  const paces = rows.flatMap(({ session, pace }) => (session && pace) ?? [])
  const sum = (name: 'gifts' | 'coins') =>
    paces.length === 0 ? '–' : format.whole(paces.reduce((total, pace) => total + pace[name], 0))
  const tiles: [string, string][] = [
    [t('live'), format.whole(rows.filter(({ connection }) => connection.state === 'Live').length)],
    [t('viewers'), format.whole(running.reduce((total, { totals }) => total + totals.viewers, 0))],
    [t('coins'), format.whole(running.reduce((total, { totals }) => total + totals.coins, 0))],
    [t('giftsPerMinute'), sum('gifts')],
    [t('coinsPerMinute'), sum('coins')],
  ]
  return (
    <dl className="tiles" aria-label={t('together')}>
      {tiles.map(([name, value]) => (
        <Paper withBorder key={name} className="tile">
          <dt>{name}</dt>
          <dd className="tile-value">{value}</dd>
        </Paper>
      ))}
    </dl>
  )
}
