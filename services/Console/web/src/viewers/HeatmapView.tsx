import { Group, SegmentedControl, Table, Text, UnstyledButton } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Heatmap } from '../api/viewers'
import { ScrollBox } from './ScrollBox'
import { useFormat } from '../words/useFormat'
import { daysIn, hourOf, mostOf, warmth } from './heat'
import classes from './Heatmap.module.css'

type Shown = 'events' | 'coins'

/** A week of hours: the stronger the colour, the more happened. The same numbers are in a table below. */
export function HeatmapView({ heatmap }: { heatmap: Heatmap }) {
  const { t, i18n } = useTranslation('viewers')
  const format = useFormat()
  const [shown, setShown] = useState<Shown>('events')
  const [asTable, setAsTable] = useState(false)
  const hours = heatmap[shown]
  const most = mostOf(hours)
  const days = daysIn(i18n.language, 'short')
  const fullDays = daysIn(i18n.language, 'long')
  const total = shown === 'events' ? heatmap.totalEvents : heatmap.totalCoins
  return (
    <div>
      <Group justify="space-between" gap="xs" mb="xs">
        <SegmentedControl
          size="xs"
          aria-label={t('heat.shown')}
          value={shown}
          onChange={(value) => setShown(value as Shown)}
          data={(['events', 'coins'] as const).map((value) => ({ value, label: t(`heat.${value}`) }))}
        />
        <Text size="xs" c="dimmed">
          {t(`heat.total.${shown}`, { count: total, number: format.whole(total) })} ·{' '}
          {heatmap.timeZone ?? t('heat.zones')}
        </Text>
      </Group>
      <div className={classes.map} aria-hidden>
        <span />
        {Array.from({ length: 24 }, (_, hour) => (
          <span key={hour} className={classes.hour}>
            {hour % 3 === 0 ? hour : ''}
          </span>
        ))}
        {hours.map((row, day) => [
          <span key={days[day]} className={classes.day}>
            {days[day]}
          </span>,
          ...row.map((value, hour) => (
            <span
              key={`${day} ${hour}`}
              className={classes.cell}
              data-warm={warmth(value, most) > 0.55}
              style={{ '--warmth': `${Math.round(warmth(value, most) * 100)}%` } as React.CSSProperties}
              title={`${fullDays[day]} ${hourOf(hour)}: ${format.whole(value)}`}
            >
              {value > 0 && <span>{format.short(value)}</span>}
            </span>
          )),
        ])}
      </div>
      <UnstyledButton
        className={classes.toggle}
        aria-expanded={asTable}
        onClick={() => setAsTable((open) => !open)}
      >
        {t(asTable ? 'heat.hideTable' : 'heat.showTable')}
      </UnstyledButton>
      {asTable && (
        <ScrollBox label={t('heat.table')} width={420}>
          <Table withTableBorder striped fz="xs" verticalSpacing={3} aria-label={t('heat.table')}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('heat.hour')}</Table.Th>
                {fullDays.map((day, n) => (
                  <Table.Th key={day} ta="right" abbr={day}>
                    {days[n]}
                  </Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {Array.from({ length: 24 }, (_, hour) => (
                <Table.Tr key={hour}>
                  <Table.Th scope="row">{hourOf(hour)}</Table.Th>
                  {hours.map((row, day) => (
                    <Table.Td key={fullDays[day]} ta="right">
                      {format.whole(row[hour] ?? 0)}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </ScrollBox>
      )}
    </div>
  )
}
