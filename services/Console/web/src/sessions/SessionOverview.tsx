import { Alert, Anchor, Group, NativeSelect, Paper, Slider, Table, Text } from '@mantine/core'
import { IconCoin } from '@tabler/icons-react'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import {
  curveNames,
  type BestMinute,
  type CurveName,
  type SessionSummary,
  type Timeline,
} from '../api/sessions'
import { LazyChart } from '../parts/LazyChart'
import { Panel } from '../parts/Panel'
import { ViewerName } from '../parts/ViewerName'
import { useFormat } from '../words/useFormat'
import { curvesOption, momentOf } from './curves'
import classes from './Sessions.module.css'

/** The numbers of a LIVE: as a whole, or as they were at a moment that is chosen on the curves. */
export function SessionOverview(props: {
  summary: SessionSummary
  timeline: Timeline | undefined
  /** Beginning of the chosen bucket as an ISO time; null for the whole. */
  moment: string | null
  choose: (at: string | null) => void
}) {
  const { summary, timeline, moment, choose } = props
  const { t } = useTranslation('sessions')
  const index = moment === null || !timeline ? -1 : timeline.at.indexOf(moment)
  const format = useFormat()
  return (
    <div className={classes.column}>
      <Tiles summary={summary} timeline={timeline} index={index} />
      <div className={classes.tops}>
        <div className={classes.column}>
          {timeline && timeline.at.length > 0 && <Curves timeline={timeline} index={index} choose={choose} />}
          <BestMinutes summary={summary} choose={choose} />
          <Alert variant="light" color="yellow" icon={<IconCoin />} title={t('earnings.title')}>
            <Text size="sm">
              {t('earnings.text', {
                coins: format.whole(summary.earnings.giftedCoins),
                diamonds: format.whole(summary.earnings.estimatedDiamonds),
              })}
            </Text>
            <Text size="xs" mt={4}>
              {summary.earnings.note}
            </Text>
          </Alert>
        </div>
        <Top summary={summary} />
      </div>
    </div>
  )
}

function Tiles({
  summary,
  timeline,
  index,
}: {
  summary: SessionSummary
  timeline: Timeline | undefined
  index: number
}) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { session, perMinute, actions } = summary
  const { totals } = session
  const then = index >= 0 && timeline ? momentOf(timeline, index) : null
  const whole = (value: number | null) => (value === null ? '–' : format.whole(value))
  const rate = (name: keyof typeof perMinute) => t('perMinute', { value: format.tenths(perMinute[name]) })
  const here = (name: CurveName) =>
    then ? t('inMinute', { value: format.whole(then.here[name]) }) : undefined
  const tiles: [string, string, string | undefined][] = [
    [
      t('columns.viewers'),
      whole(then ? then.viewers : summary.averageViewers),
      then ? undefined : t('averagePeak', { peak: format.whole(summary.peakViewers) }),
    ],
    ...(['coins', 'gifts', 'likes', 'comments'] as const).map(
      (name): [string, string, string | undefined] => [
        t(`columns.${name}`),
        format.whole(then ? then.sums[name] : totals[name]),
        here(name) ?? rate(name),
      ],
    ),
    ...(['follows', 'shares', 'joins'] as const).map((name): [string, string, string | undefined] => [
      t(`columns.${name}`),
      format.whole(then ? then.sums[name] : totals[name]),
      here(name),
    ]),
    [
      t('columns.actions'),
      format.whole(actions.done),
      actions.successRate === null
        ? undefined
        : t('success', { all: actions.completed, value: format.tenths(actions.successRate * 100) }),
    ],
  ]
  return (
    <dl className="tiles" aria-label={t('tabs.overview')}>
      {tiles.map(([name, value, hint]) => (
        <Paper withBorder key={name} className="tile">
          <dt>{name}</dt>
          <dd className="tile-value">{value}</dd>
          {hint && <dd className="tile-hint">{hint}</dd>}
        </Paper>
      ))}
    </dl>
  )
}

function Curves(props: { timeline: Timeline; index: number; choose: (at: string | null) => void }) {
  const { timeline, index, choose } = props
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const [curve, setCurve] = useState<CurveName>('coins')
  // The address follows a moment later: a key that is held down goes on from where it is.
  const [slider, setSlider] = useState({ index, stands: index })
  if (slider.index !== index) setSlider({ index, stands: index })
  const [search] = useSearchParams()
  const option = useMemo(
    () =>
      curvesOption(
        timeline,
        curve,
        {
          viewers: t('columns.viewers'),
          curve: t(`columns.${curve}`),
          gap: t('gap'),
          time: (at) => format.minute(at),
        },
        index >= 0 ? index : null,
      ),
    [timeline, curve, index, t, format],
  )
  const pick = (bucket: number) => {
    const to = Math.min(bucket, timeline.at.length - 1)
    setSlider({ index, stands: to })
    choose(timeline.at[to] ?? null)
  }
  const eventsLink = new URLSearchParams(search)
  eventsLink.set('tab', 'events')
  return (
    <Panel
      title={t('curves')}
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('curve')}
          value={curve}
          onChange={(event) => setCurve(event.currentTarget.value as CurveName)}
          data={curveNames.map((value) => ({ value, label: t(`columns.${value}`) }))}
        />
      }
    >
      <LazyChart option={option} label={t('curvesLabel')} choose={pick} />
      <Slider
        mt="sm"
        thumbLabel={t('moment')}
        min={0}
        max={Math.max(1, timeline.at.length - 1)}
        value={slider.stands >= 0 ? slider.stands : timeline.at.length - 1}
        onChange={pick}
        label={(value) => format.minute(timeline.at[value] ?? 0)}
      />
      <Group justify="space-between" mt="xs">
        <Text size="sm" c="dimmed">
          {index >= 0 ? t('at', { time: format.minute(timeline.at[index] ?? 0) }) : t('momentHint')}
        </Text>
        {index >= 0 && (
          <Group gap="md">
            <Anchor size="sm" href={`?${eventsLink.toString()}`}>
              {t('eventsFrom')}
            </Anchor>
            <Anchor size="sm" component="button" type="button" onClick={() => choose(null)}>
              {t('whole')}
            </Anchor>
          </Group>
        )}
      </Group>
    </Panel>
  )
}

function BestMinutes({ summary, choose }: { summary: SessionSummary; choose: (at: string) => void }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const lists: [CurveName, BestMinute[]][] = [
    ['coins', summary.bestMinutes.byCoins],
    ['likes', summary.bestMinutes.byLikes],
    ['comments', summary.bestMinutes.byComments],
  ]
  if (lists.every(([, minutes]) => minutes.length === 0)) return null
  return (
    <Panel title={t('best')}>
      <Group align="flex-start" gap="xl">
        {lists.map(([name, minutes]) => (
          <div key={name}>
            <Text size="sm" fw={600}>
              {t(`columns.${name}`)}
            </Text>
            {minutes.slice(0, 3).map((minute) => (
              <Text key={minute.at} size="sm">
                <Anchor component="button" type="button" inherit onClick={() => choose(minute.at)}>
                  {format.minute(minute.at)}
                </Anchor>{' '}
                {format.whole(minute.value)}
              </Text>
            ))}
          </div>
        ))}
      </Group>
    </Panel>
  )
}

function Top({ summary }: { summary: SessionSummary }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const leaders = summary.session.leaderboard ?? []
  return (
    <Panel title={t('top')}>
      {leaders.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('noGifts')}
        </Text>
      ) : (
        <Table verticalSpacing={4}>
          <Table.Tbody>
            {leaders.map((leader) => (
              <Table.Tr key={leader.userId}>
                <Table.Td className={`rank rank-${leader.rank}`} w={36}>
                  {leader.rank}
                </Table.Td>
                <Table.Td className="ellipsis">
                  <Text size="sm" truncate>
                    <ViewerName userId={leader.userId} handle={leader.handle} nickname={leader.nickname} />
                  </Text>
                </Table.Td>
                <Table.Td ta="right" className="coins">
                  {format.whole(leader.coins)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}
