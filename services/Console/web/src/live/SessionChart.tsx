import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../api/console'
import { readTimeline } from '../api/sessions'
import { LazyChart } from '../parts/LazyChart'
import { Panel } from '../parts/Panel'
import { curvesOption } from '../sessions/curves'
import { useFormat } from '../words/useFormat'

/** Minutes of one point of the curves: as in the review of a session, coarser when it is long. */
const minutesOf = ({ startedAt }: Session) =>
  Date.now() - Date.parse(startedAt) > 6 * 3_600_000 ? '5m' : '1m'

/** Viewers and coins of the running session by minute, from the books. */
export function SessionChart({ session }: { session: Session }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const timeline = useQuery({
    queryKey: ['session', session.liveSessionId, 'timeline', 'live'],
    queryFn: () => readTimeline(session.liveSessionId, minutesOf(session)),
    refetchInterval: session.endedAt ? false : 20_000,
  })
  const option = useMemo(
    () =>
      timeline.data && {
        ...curvesOption(
          timeline.data,
          'coins',
          {
            viewers: t('chart.viewers'),
            curve: t('chart.coins'),
            gap: t('chart.gap'),
            time: (at) => format.minute(at),
          },
          null,
        ),
        dataZoom: [],
        grid: { left: 44, right: 44, top: 36, bottom: 24 },
      },
    [timeline.data, t, format],
  )
  if (option === undefined || (timeline.data?.at.length ?? 0) < 2) return null
  return (
    <Panel title={t('chart.title')}>
      <LazyChart option={option} label={t('chart.label')} height={220} />
    </Panel>
  )
}
