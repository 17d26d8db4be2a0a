import { Button, Loader, Paper, Stack } from '@mantine/core'
import { IconRefresh, IconSearch, IconUsers } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useNow } from '../parts/useNow'
import { BulkBar } from './BulkBar'
import { Pager } from './Pager'
import { isNarrowed, whereOf, wordsFor, type ListQuery } from './query'
import { SearchField } from './SearchField'
import { useSteadyRows } from './useSteadyRows'
import { useTotal, useViewerPage } from './useViewers'
import { ViewerFilters } from './ViewerFilters'
import { ViewerTable } from './ViewerTable'
import classes from './Viewers.module.css'

interface Picked {
  /** Which list they were picked of: another one begins with nobody. */
  list: string
  ids: ReadonlySet<string>
}

const nobody: ReadonlySet<string> = new Set()

/** The list that the address asks for. */
export function ViewerList(props: {
  query: ListQuery
  ask: (change: Partial<ListQuery>, step?: boolean) => void
  manager: boolean
  chosen: string | undefined
  /** Beside an open viewer, where there is room for little. */
  slim?: boolean
}) {
  const { query, ask, chosen, slim = false } = props
  const { t } = useTranslation('viewers')
  const now = useNow(15_000)
  const page = useViewerPage(query)
  const { total, capped } = useTotal(query)
  const fresh = page.isPlaceholderData ? undefined : page.data?.items
  const steady = useSteadyRows(JSON.stringify(wordsFor(query)), fresh)
  const list = JSON.stringify([query.account, whereOf(query)])
  const [picked, setPicked] = useState<Picked>({ list, ids: nobody })
  const ids = picked.list === list ? picked.ids : nobody
  const pick = (next: ReadonlySet<string>) => setPicked({ list, ids: next })
  const manager = props.manager && !slim
  return (
    <Stack gap="sm" className={classes.list}>
      {slim ? (
        <SearchField
          label={t('search')}
          value={query.search}
          ask={(search) => ask({ search })}
          icon={<IconSearch size={16} aria-hidden />}
        />
      ) : (
        <ViewerFilters query={query} ask={ask} />
      )}
      {page.isError && <ProblemAlert error={page.error} retry={() => void page.refetch()} />}
      {page.isPending && <Loader aria-label={t('loading')} />}
      {steady.moved > 0 && (
        <Button
          variant="light"
          size="compact-md"
          leftSection={<IconRefresh size={15} aria-hidden />}
          onClick={steady.showNow}
        >
          {t('changed', { count: steady.moved })}
        </Button>
      )}
      {page.isSuccess && steady.rows.length === 0 && (
        <Paper withBorder>
          {isNarrowed(query) ? (
            <Empty icon={<IconSearch />} title={t('none.title')}>
              {t(query.filter === 'active' ? 'none.active' : 'none.text')}
              <div>
                <Button
                  mt="sm"
                  size="xs"
                  variant="light"
                  onClick={() => ask({ filter: 'all', search: '', tag: '', blocked: '' })}
                >
                  {t('none.all')}
                </Button>
              </div>
            </Empty>
          ) : (
            <Empty icon={<IconUsers />} title={t('empty.title')}>
              {t('empty.text')}
            </Empty>
          )}
        </Paper>
      )}
      {steady.rows.length > 0 && (
        <div className={classes.rows} aria-busy={page.isPlaceholderData}>
          <ViewerTable
            rows={steady.rows}
            query={query}
            ask={ask}
            manager={manager}
            picked={ids}
            pick={pick}
            chosen={chosen}
            now={now}
          />
        </div>
      )}
      <Pager query={query} next={page.data?.next} total={total} capped={capped} ask={ask} />
      {manager && (
        <BulkBar
          query={query}
          total={capped ? undefined : total}
          picked={ids}
          pick={pick}
          done={steady.showNow}
        />
      )}
    </Stack>
  )
}
