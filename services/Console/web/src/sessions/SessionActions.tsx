import { Badge, Button, Loader, Table, Text } from '@mantine/core'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readSessionActions } from '../api/sessions'
import { useLiveWords } from '../live/useLiveWords'
import { milliseconds } from '../live/words'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { focusable } from '../parts/scrolling'
import { useFormat } from '../words/useFormat'

/** What rules decided and what became of it, newest first. */
export function SessionActions({ id }: { id: string }) {
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const { outcome } = useLiveWords()
  const actions = useInfiniteQuery({
    queryKey: ['session-actions', id],
    queryFn: ({ pageParam }) => readSessionActions(id, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const items = actions.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Panel title={t('tabs.actions')}>
      {actions.isError && <ProblemAlert error={actions.error} retry={() => void actions.refetch()} />}
      {actions.isPending && <Loader aria-label={t('loading')} />}
      {actions.isSuccess && items.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('noActions')}
        </Text>
      )}
      {items.length > 0 && (
        <Table.ScrollContainer minWidth={720} scrollAreaProps={focusable}>
          <Table verticalSpacing={6}>
            <Table.Thead>
              <Table.Tr>
                {(['time', 'rule', 'viewer', 'device', 'outcome', 'path', 'answer'] as const).map(
                  (column) => (
                    <Table.Th key={column}>{t(`actionColumns.${column}`)}</Table.Th>
                  ),
                )}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {items.map((action) => {
                const end = action.outcome ?? action.decision ?? ''
                return (
                  <Table.Tr key={action.id}>
                    <Table.Td>{format.clock(action.decidedAt ?? action.completedAt ?? '')}</Table.Td>
                    <Table.Td className="breakable">{action.ruleName ?? '–'}</Table.Td>
                    <Table.Td className="breakable">
                      <bdi>{action.viewerName ?? '–'}</bdi>
                    </Table.Td>
                    <Table.Td>
                      {action.deviceId === null ? '–' : `${action.deviceId} ${action.action ?? ''}`}
                    </Table.Td>
                    <Table.Td>
                      <Badge
                        variant="light"
                        color={end === 'Done' ? 'teal' : end === 'Fired' ? 'blue' : 'yellow'}
                        title={action.detail ?? action.reason ?? undefined}
                      >
                        {outcome(end)}
                      </Badge>
                    </Table.Td>
                    <Table.Td>{milliseconds(action.pathMs)}</Table.Td>
                    <Table.Td>{milliseconds(action.boardMs)}</Table.Td>
                  </Table.Tr>
                )
              })}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {actions.hasNextPage && (
        <Button
          mt="sm"
          variant="default"
          fullWidth
          loading={actions.isFetchingNextPage}
          onClick={() => void actions.fetchNextPage()}
        >
          {t('more')}
        </Button>
      )}
    </Panel>
  )
}
