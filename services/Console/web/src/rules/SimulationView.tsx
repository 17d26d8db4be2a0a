import { Badge, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SimulationLine, SimulationResult } from '../api/rules'
import { useFormat } from '../words/useFormat'
import { lengthOf } from './model/summary'
import classes from './Rules.module.css'
import { useWords } from './useRules'

/** Lines that are shown at once: a long LIVE has thousands. */
const most = 400

const filters = ['all', 'fired', 'refused', 'devices'] as const
type Filter = (typeof filters)[number]

const fits: Record<Filter, (line: SimulationLine) => boolean> = {
  all: () => true,
  fired: (line) => line.kind === 'decision' && line.outcome === 'Fired',
  refused: (line) => line.kind === 'decision' && line.outcome !== 'Fired',
  devices: (line) => line.kind === 'device',
}

/** What would have happened: how often what, when, and line by line which rule did it and why. */
export function SimulationView({ result, only }: { result: SimulationResult; only: string | undefined }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const words = useWords()
  const [filter, setFilter] = useState<Filter>('all')
  const mine = useMemo(
    () => result.lines.filter((line) => only === undefined || line.ruleId === only),
    [result, only],
  )
  const lines = mine.filter(fits[filter])
  const fired = mine.filter(fits.fired).length
  return (
    <Stack gap="sm">
      <Group gap="xs" role="status">
        <Badge variant="default" tt="none">
          {t('simulate.events', { count: result.events, shown: format.whole(result.events) })}
        </Badge>
        <Badge variant="dot" color="teal" tt="none">
          {t('simulate.firedTimes', { count: fired })}
        </Badge>
        <Badge variant="dot" color="yellow" tt="none">
          {t('simulate.commands', { count: mine.filter(fits.devices).length })}
        </Badge>
        {Object.entries(result.variables).map(([name, value]) => (
          <Badge key={name} variant="default" tt="none">
            {name} = {value}
          </Badge>
        ))}
      </Group>
      <Scale lines={mine} />
      <SegmentedControl
        aria-label={t('simulate.filter')}
        value={filter}
        onChange={(value) => setFilter(value as Filter)}
        data={filters.map((value) => ({
          value,
          label: `${t(`simulate.filters.${value}`)} ${mine.filter(fits[value]).length}`,
        }))}
      />
      <div className={classes.lines} role="list" aria-label={t('simulate.timeline')} tabIndex={0}>
        {lines.slice(0, most).map((line, n) => (
          <div
            key={n}
            role="listitem"
            className={classes.lineRow}
            data-kind={line.kind}
            data-fired={line.outcome === 'Fired'}
          >
            <time>{moment(line.atMs)}</time>
            <div>
              <b>
                <bdi>{line.rule}</bdi>
              </b>{' '}
              {what(line)}
              {line.event !== undefined && (
                <Text size="xs" c="dimmed" component="div">
                  <bdi>{[line.event, line.viewer].filter(Boolean).join(' · ')}</bdi>
                </Text>
              )}
            </div>
          </div>
        ))}
      </div>
      {(lines.length > most || result.linesLeftOut > 0) && (
        <Text size="sm" c="dimmed">
          {t('simulate.leftOut', { count: Math.max(0, lines.length - most) + result.linesLeftOut })}
        </Text>
      )}
    </Stack>
  )

  function what(line: SimulationLine): string {
    if (line.kind === 'device') {
      const values = line.params ? ` (${line.params.join(', ')})` : ''
      const long = line.durationMs ? ` ${lengthOf(line.durationMs, { number: format.tenths })}` : ''
      return `→ ${line.device ?? ''} ${line.action ?? ''}${values}${long}`
    }
    if (line.kind === 'decision') return `${words(line.outcome ?? '')}${line.text ? `: ${line.text}` : ''}`
    return `→ ${words(line.kind)}${line.outcome ? ` ${words(line.outcome)}` : ''}${line.text ? `: ${line.text}` : ''}`
  }
}

/** When it happened, at a glance: firings above, devices below. The list beneath says the same in words. */
function Scale({ lines }: { lines: readonly SimulationLine[] }) {
  const end = Math.max(1, ...lines.map(({ atMs }) => atMs))
  const marks = new Map<string, { left: number; kind: string }>()
  for (const line of lines) {
    const kind = fits.fired(line) ? 'fired' : line.kind === 'device' ? 'device' : undefined
    if (kind === undefined) continue
    const left = Math.round((line.atMs / end) * 995) / 10
    marks.set(`${kind} ${left}`, { left, kind })
  }
  return (
    <div>
      <div className={classes.scale} aria-hidden>
        {[...marks].map(([key, { left, kind }]) => (
          <span
            key={key}
            className={classes.tick}
            data-kind={kind}
            style={{ left: `${left}%`, top: kind === 'fired' ? 4 : 24, height: 16 }}
          />
        ))}
      </div>
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          0:00
        </Text>
        <Text size="xs" c="dimmed">
          {moment(end)}
        </Text>
      </Group>
    </div>
  )
}

/** 1:02.345 for 62,345 ms. */
export function moment(ms: number) {
  const seconds = Math.floor(ms / 1_000)
  const pad = (value: number, length = 2) => String(value).padStart(length, '0')
  const hours = Math.floor(seconds / 3_600)
  const minutes = Math.floor(seconds / 60) % 60
  return `${hours > 0 ? `${hours}:${pad(minutes)}` : minutes}:${pad(seconds % 60)}.${pad(ms % 1_000, 3)}`
}
