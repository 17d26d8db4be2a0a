import { Anchor, Loader, NativeSelect, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { compareSessions, curveNames, type Compared, type Comparison } from '../api/sessions'
import { useWatchedAccounts } from '../live/useBooks'
import { LazyChart } from '../parts/LazyChart'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { focusable } from '../parts/scrolling'
import classes from './Sessions.module.css'
import { comparedOption } from './curves'

/** Two LIVEs side by side, minute n of each beside minute n of the other. */
export default function ComparePage() {
  const { t } = useTranslation('sessions')
  const [search] = useSearchParams()
  const [a, b] = [search.get('a') ?? '', search.get('b') ?? '']
  const found = useQuery({ queryKey: ['compare', a, b], queryFn: () => compareSessions(a, b) })
  return (
    <Stack gap="md">
      <div>
        <Anchor component={Link} to="/sessions" size="sm">
          {t('back')}
        </Anchor>
        <Title order={1} size="h3">
          {t('compareTitle')}
        </Title>
      </div>
      {found.isPending && <Loader aria-label={t('loading')} />}
      {found.isError && <ProblemAlert error={found.error} retry={() => void found.refetch()} />}
      {found.data && <Both comparison={found.data} />}
    </Stack>
  )
}

const figures = ['coins', 'gifts', 'likes', 'comments', 'follows', 'shares', 'joins', 'peakViewers'] as const
const drawn = ['viewers', ...curveNames] as const
type Drawn = (typeof drawn)[number]

/** What is drawn first: the first that has something to show. TikTok does not always tell how many watch. */
const firstDrawn = (a: Compared, b: Compared): Drawn =>
  drawn.find((name) =>
    [a, b].some(({ curves }) => curves[name].some((value) => value !== null && value > 0)),
  ) ?? 'viewers'

function Both({ comparison: { a, b, bToA } }: { comparison: Comparison }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const [curve, setCurve] = useState<Drawn>(() => firstDrawn(a, b))
  const accounts = useWatchedAccounts()
  const name = ({ session }: Compared) =>
    `@${accounts.data?.find(({ id }) => id === session.accountId)?.handle ?? '?'} ${format.moment(session.startedAt)}`
  const [nameA, nameB] = [`A ${name(a)}`, `B ${name(b)}`]
  const option = useMemo(
    () =>
      comparedOption(a.curves[curve], b.curves[curve], a.curves.bucketMinutes, {
        a: nameA,
        b: nameB,
        unit: t('minutes'),
      }),
    [a, b, curve, nameA, nameB, t],
  )
  const ratio = (value: number | null | undefined) =>
    value === null || value === undefined ? '–' : `${format.hundredths(value)}×`
  const rows: [string, string, string, string][] = [
    [
      t('columns.duration'),
      format.length(a.durationMs),
      format.length(b.durationMs),
      ratio(bToA['duration']),
    ],
    [
      t('average'),
      a.averageViewers === null ? '–' : format.whole(a.averageViewers),
      b.averageViewers === null ? '–' : format.whole(b.averageViewers),
      ratio(bToA['averageViewers']),
    ],
    ...figures.map((figure): [string, string, string, string] => [
      t(figure === 'peakViewers' ? 'columns.peak' : `columns.${figure}`),
      format.whole(a.session.totals[figure]),
      format.whole(b.session.totals[figure]),
      ratio(bToA[figure]),
    ]),
  ]
  return (
    <>
      <Paper withBorder p="md">
        <Table.ScrollContainer minWidth={420} scrollAreaProps={focusable}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th />
                {[a, b].map((one, n) => (
                  <Table.Th key={n}>
                    <Anchor component={Link} to={`/sessions/${one.session.id}`} inherit>
                      {n === 0 ? nameA : nameB}
                    </Anchor>
                  </Table.Th>
                ))}
                <Table.Th>{t('bToA')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map(([what, ...values]) => (
                <Table.Tr key={what}>
                  <Table.Th>{what}</Table.Th>
                  {values.map((value, n) => (
                    <Table.Td key={n} className={classes.ratio}>
                      {value}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
        <Text size="xs" c="dimmed" mt="xs">
          {t('bToAHint')}
        </Text>
      </Paper>
      <Panel
        title={t('curves')}
        aside={
          <NativeSelect
            size="xs"
            aria-label={t('curve')}
            value={curve}
            onChange={(event) => setCurve(event.currentTarget.value as Drawn)}
            data={drawn.map((value) => ({ value, label: t(`columns.${value}`) }))}
          />
        }
      >
        <LazyChart option={option} label={t('comparedLabel')} />
      </Panel>
    </>
  )
}
