import { ActionIcon, Select, SegmentedControl, Tooltip } from '@mantine/core'
import { IconSearch, IconSortAscending, IconSortDescending, IconTag } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { filters, sorts, type Filter, type ListQuery, type Sort } from './query'
import { SearchField } from './SearchField'
import classes from './Viewers.module.css'

/** Which viewers are shown, and in which order. */
export function ViewerFilters(props: { query: ListQuery; ask: (change: Partial<ListQuery>) => void }) {
  const { query, ask } = props
  const { t } = useTranslation('viewers')
  const turned = query.order === 'asc' ? 'desc' : 'asc'
  return (
    <div className={classes.filters} role="search">
      <SegmentedControl
        className={classes.filter}
        value={query.filter}
        onChange={(filter) => ask({ filter: filter as Filter })}
        aria-label={t('filter')}
        data={filters.map((value) => ({ value, label: t(`filters.${value}`) }))}
      />
      <SearchField
        className={classes.search}
        label={t('search')}
        value={query.search}
        ask={(search) => ask({ search })}
        icon={<IconSearch size={16} aria-hidden />}
      />
      <SearchField
        className={classes.tag}
        label={t('tag')}
        value={query.tag}
        ask={(tag) => ask({ tag })}
        icon={<IconTag size={16} aria-hidden />}
      />
      <Select
        className={classes.blocked}
        aria-label={t('blockedFilter')}
        allowDeselect={false}
        value={query.blocked || 'any'}
        onChange={(blocked) => ask({ blocked: blocked === 'true' || blocked === 'false' ? blocked : '' })}
        data={[
          { value: 'any', label: t('blocked.any') },
          { value: 'false', label: t('blocked.no') },
          { value: 'true', label: t('blocked.yes') },
        ]}
      />
      <span className={classes.sorting}>
        <Select
          aria-label={t('sort')}
          allowDeselect={false}
          value={query.sort}
          onChange={(sort) => sort && ask({ sort: sort as Sort })}
          data={sorts.map((value) => ({ value, label: t(`columns.${value}`) }))}
          maxDropdownHeight={360}
        />
        <Tooltip label={t(`order.${query.order}`)}>
          <ActionIcon
            variant="default"
            size={36}
            aria-label={t('turn', { order: t(`order.${query.order}`) })}
            onClick={() => ask({ sort: query.sort, order: turned })}
          >
            {query.order === 'asc' ? <IconSortAscending size={18} /> : <IconSortDescending size={18} />}
          </ActionIcon>
        </Tooltip>
      </span>
    </div>
  )
}
