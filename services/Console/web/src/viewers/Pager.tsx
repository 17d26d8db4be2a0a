import { Button, Group, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../words/useFormat'
import { nextPage, previousPage, type ListQuery } from './query'

/** One page on or back; each has an address of its own. */
export function Pager(props: {
  query: ListQuery
  next: string | null | undefined
  total: number | undefined
  capped: boolean
  ask: (change: Partial<ListQuery>, step: boolean) => void
}) {
  const { query, next, total, capped, ask } = props
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const step = (change: Partial<ListQuery>) => {
    ask(change, true)
    window.scrollTo({ top: 0 })
  }
  return (
    <Group component="nav" justify="space-between" gap="xs" aria-label={t('pages')}>
      <Text size="sm" c="dimmed" role="status">
        {total !== undefined &&
          t(capped ? 'totalAtLeast' : 'total', { count: total, number: format.whole(total) })}
      </Text>
      <Group gap="xs" wrap="nowrap">
        {query.page > 1 && (
          <Button
            variant="default"
            leftSection={<IconChevronLeft size={16} aria-hidden />}
            onClick={() => step(previousPage(query))}
          >
            {t('previous')}
          </Button>
        )}
        {(query.page > 1 || next) && (
          <Text size="sm" c="dimmed" className="wide-only">
            {t('page', { page: format.whole(query.page) })}
          </Text>
        )}
        {(query.page > 1 || next) && (
          <Button
            variant="default"
            rightSection={<IconChevronRight size={16} aria-hidden />}
            disabled={!next}
            onClick={() => next && step(nextPage(query, next))}
          >
            {t('next')}
          </Button>
        )}
      </Group>
    </Group>
  )
}
