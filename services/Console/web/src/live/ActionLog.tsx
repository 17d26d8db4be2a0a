import { Badge, Text } from '@mantine/core'
import {
  IconArrowRight,
  IconBolt,
  IconCircuitSwitchOpen,
  IconCpu,
  IconGift,
  IconRoute,
} from '@tabler/icons-react'
import { memo, useDeferredValue, useMemo, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { pinNumber } from './pins'
import { useLive } from './store'
import { accountOf, type CommandTrace, type TimelineRow } from './timeline'
import { useFormat } from '../words/useFormat'
import { useLiveWords } from './useLiveWords'
import { milliseconds } from './words'

/** Rows drawn. */
const shown = 40

/** One row from the gift to the pin: event, rule, command, the board's answer with its latency, the pin change. */
export function ActionLog({ accountId, rehearsal }: { accountId: string | undefined; rehearsal: boolean }) {
  const { t } = useTranslation('live')
  const timeline = useDeferredValue(useLive((live) => live.timeline))
  const rows = useMemo(
    () => timeline.filter((row) => belongs(row, accountId)).slice(0, shown),
    [timeline, accountId],
  )
  return (
    <Panel title={t('actions.title')}>
      {rows.length === 0 ? (
        <Empty icon={<IconBolt />} title={t('actions.nothing.title')}>
          {t(rehearsal ? 'actions.nothing.rehearsal' : 'actions.nothing.text')}
        </Empty>
      ) : (
        <ol className="actions" aria-label={t('actions.label')} tabIndex={0}>
          {rows.map((row) => (
            <Row key={row.key} row={row} />
          ))}
        </ol>
      )}
    </Panel>
  )
}

const belongs = (row: TimelineRow, accountId: string | undefined) => {
  const own = accountOf(row)
  return accountId === undefined || own === undefined || own === accountId
}

const Row = memo(function Row({ row }: { row: TimelineRow }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const { outcome, sentence, viewerName } = useLiveWords()
  const { decision, event } = row
  return (
    <li className="action">
      <time dateTime={row.at} className="feed-time">
        {format.clock(row.at)}
      </time>
      <div className="action-steps">
        <Step
          icon={<IconGift size={15} />}
          name={t(row.eventId === undefined ? 'actions.hand' : 'actions.event')}
        >
          {event ? (
            <>
              <b>
                <bdi>{viewerName(event)}</bdi>
              </b>{' '}
              <bdi>{sentence(event)}</bdi>
            </>
          ) : row.eventId === undefined ? (
            t('actions.test')
          ) : (
            (decision?.viewerName ??
            decision?.eventKind ??
            row.commands[0]?.completed?.eventKind ??
            t('actions.someEvent'))
          )}
        </Step>
        {decision && (
          <Step icon={<IconRoute size={15} />} name={t('actions.rule')}>
            {decision.ruleName}{' '}
            <Badge size="xs" variant="light" color={decision.outcome === 'Fired' ? 'teal' : 'yellow'}>
              {outcome(decision.outcome)}
            </Badge>
            {decision.reason && <div className="dim">{decision.reason}</div>}
          </Step>
        )}
        {row.commands.map((trace) => (
          <Trace key={trace.commandId} trace={trace} />
        ))}
      </div>
    </li>
  )
})

function Trace({ trace }: { trace: CommandTrace }) {
  const { t } = useTranslation('live')
  const { outcome } = useLiveWords()
  const answer = trace.acknowledged ?? trace.completed
  const end = trace.completed
  const boardMs = trace.acknowledged?.boardMs ?? end?.boardMs
  const pathMs = trace.acknowledged?.pathMs ?? end?.pathMs
  const answered = boardMs !== null && boardMs !== undefined
  const total = answered && pathMs !== null && pathMs !== undefined ? pathMs + boardMs : undefined
  return (
    <>
      <Step icon={<IconBolt size={15} />} name={t('actions.command')}>
        {answer ? `${answer.deviceId} ${answer.action}` : t('actions.onItsWay')}
        {end?.durationMs ? ` ${end.durationMs} ms` : ''}
      </Step>
      {answer && (
        <Step icon={<IconCpu size={15} />} name={t('actions.board')}>
          {answered ? (
            <>
              {t('actions.answered', { time: milliseconds(boardMs) })}
              {total !== undefined && (
                <b className="latency"> {t('actions.inAll', { time: milliseconds(total) })}</b>
              )}
            </>
          ) : (
            t('actions.noAnswer')
          )}{' '}
          {end?.outcome && (
            <Badge size="xs" variant="light" color={end.outcome === 'Done' ? 'teal' : 'orange'}>
              {outcome(end.outcome)}
              {end.outcome === 'Done' && end.ranMs ? ` · ${end.ranMs} ms` : ''}
            </Badge>
          )}
          {end?.detail && <div className="dim">{end.detail}</div>}
        </Step>
      )}
      {trace.pins.length > 0 && (
        <Step icon={<IconCircuitSwitchOpen size={15} />} name={t('actions.pin')}>
          <Text span size="sm" ff="monospace">
            {pinWords(trace)}
          </Text>
        </Step>
      )}
    </>
  )
}

/** "D8 on → off after 200.0 ms", by the board's own clock. */
function pinWords({ pins }: CommandTrace): string {
  const ordered = [...pins].sort((a, b) => a.simUs - b.simUs)
  const first = ordered[0]
  if (first === undefined) return ''
  const words = ordered.map((pin, index) => {
    const before = ordered[index - 1]
    const after = before === undefined ? '' : ` after ${((pin.simUs - before.simUs) / 1_000).toFixed(1)} ms`
    return `${pin.value === 0 ? 'off' : 'on'}${after}`
  })
  const tail = words.length > 4 ? [...words.slice(0, 3), `… ${words.length} changes`] : words
  return `D${pinNumber(first.pin) ?? first.pin} ${tail.join(' → ')}`
}

function Step({ icon, name, children }: { icon: ReactNode; name: string; children: ReactNode }) {
  return (
    <>
      <span className="step">
        <span className="step-icon" title={name}>
          {icon}
          <span className="visually-hidden">{name}: </span>
        </span>
        <span className="step-text">{children}</span>
      </span>
      <IconArrowRight size={13} className="step-arrow" aria-hidden />
    </>
  )
}
