import { Loader, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readCorrelations, readReconciliation } from '../api/sessions'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { focusable } from '../parts/scrolling'
import classes from './Sessions.module.css'

/** Our count beside the room's own, and what goes with viewers coming or leaving. */
export function SessionChecks({ id }: { id: string }) {
  return (
    <Stack>
      <Reconciled id={id} />
      <Correlated id={id} />
    </Stack>
  )
}

function Reconciled({ id }: { id: string }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const found = useQuery({ queryKey: ['session-reconciliation', id], queryFn: () => readReconciliation(id) })
  const number = (value: number | null) => (value === null ? '–' : format.whole(value))
  return (
    <Panel title={t('reconciliation')}>
      {found.isError && <ProblemAlert error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loader aria-label={t('loading')} />}
      {found.data && (
        <>
          <Table.ScrollContainer minWidth={520} scrollAreaProps={focusable}>
            <Table verticalSpacing={6}>
              <Table.Thead>
                <Table.Tr>
                  {(['figure', 'ours', 'room', 'difference', 'meaning'] as const).map((column) => (
                    <Table.Th key={column}>{t(`checkColumns.${column}`)}</Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {found.data.figures.map((figure) => (
                  <Table.Tr key={figure.what}>
                    <Table.Td>{figure.what}</Table.Td>
                    <Table.Td className={classes.ratio}>{number(figure.ours)}</Table.Td>
                    <Table.Td className={classes.ratio}>{number(figure.room)}</Table.Td>
                    <Table.Td className={classes.ratio}>{number(figure.difference)}</Table.Td>
                    <Table.Td>{figure.meaning}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
          <Text size="sm" mt="sm">
            {found.data.meaning}
          </Text>
          <Text size="xs" c="dimmed">
            {found.data.leftOut}
          </Text>
        </>
      )}
    </Panel>
  )
}

function Correlated({ id }: { id: string }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const found = useQuery({ queryKey: ['session-correlations', id], queryFn: () => readCorrelations(id) })
  return (
    <Panel title={t('correlations')}>
      {found.isError && <ProblemAlert error={found.error} retry={() => void found.refetch()} />}
      {found.isPending && <Loader aria-label={t('loading')} />}
      {found.data && (
        <>
          <Table verticalSpacing={6}>
            <Table.Tbody>
              {found.data.activities.map(({ activity, best, sentence }) => (
                <Table.Tr key={activity}>
                  <Table.Th>{activity}</Table.Th>
                  <Table.Td>
                    {sentence}
                    {best?.coefficient != null && (
                      <Text size="xs" c="dimmed">
                        {t('coefficient', {
                          value: format.hundredths(best.coefficient),
                          lag: best.lag,
                          minutes: format.whole(best.minutes),
                        })}
                      </Text>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text size="sm" mt="sm">
            {found.data.caveat}
          </Text>
          <Text size="xs" c="dimmed">
            {found.data.method}
          </Text>
        </>
      )}
    </Panel>
  )
}
