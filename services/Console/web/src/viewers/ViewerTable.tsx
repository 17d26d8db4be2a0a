import { Checkbox, Paper, Tooltip } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconBan, IconShieldCheck, IconStarFilled } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { ViewerProfile } from '../api/viewers'
import { useFormat } from '../words/useFormat'
import { figureOf, figures } from './columns'
import { Face } from './Face'
import { nameOf } from './names'
import { defaultOrder, type ListQuery, type Sort } from './query'
import { useLength } from './useLength'
import classes from './ViewerTable.module.css'
import { VipBadge } from './VipBadge'

export interface Picking {
  picked: ReadonlySet<string>
  pick: (ids: ReadonlySet<string>) => void
}

interface TableProps extends Picking {
  rows: readonly ViewerProfile[]
  query: ListQuery
  ask: (change: Partial<ListQuery>) => void
  manager: boolean
  /** Whose detail is open. */
  chosen: string | undefined
  /** Ms since 1970. */
  now: number
}

/** A row for each viewer; cards where there is little room. */
export function ViewerTable(props: TableProps) {
  const { rows, manager, picked, pick } = props
  const { t } = useTranslation('viewers')
  const some = rows.some(({ userId }) => picked.has(userId))
  const all = some && rows.every(({ userId }) => picked.has(userId))
  const pickAll = () => {
    const next = new Set(picked)
    for (const { userId } of rows) {
      if (all) next.delete(userId)
      else next.add(userId)
    }
    pick(next)
  }
  return (
    <Paper withBorder className={classes.table} role="table" aria-label={t('title')} data-manager={manager}>
      <div role="rowgroup">
        <div className={classes.head} role="row">
          {manager && (
            <span role="columnheader" className={classes.pick}>
              <Checkbox
                aria-label={t('pickPage')}
                checked={all}
                indeterminate={some && !all}
                onChange={pickAll}
              />
            </span>
          )}
          <Heading {...props} sort="name" />
          <Heading {...props} sort="vip" />
          {figures.map((figure) => (
            <Heading key={figure} {...props} sort={figure} />
          ))}
          <Heading {...props} sort="lastSeen" />
        </div>
      </div>
      <div role="rowgroup">
        {rows.map((viewer) => (
          <Row key={viewer.userId} viewer={viewer} {...props} />
        ))}
      </div>
    </Paper>
  )
}

function Heading({ sort, query, ask }: TableProps & { sort: Sort }) {
  const { t } = useTranslation('viewers')
  const sorted = query.sort === sort
  const turn = () =>
    ask({ sort, order: sorted ? (query.order === 'asc' ? 'desc' : 'asc') : defaultOrder(sort) })
  return (
    <span
      role="columnheader"
      data-column={sort}
      className={classes.heading}
      aria-sort={sorted ? (query.order === 'asc' ? 'ascending' : 'descending') : 'none'}
    >
      <button type="button" onClick={turn} className={classes.sort} data-sorted={sorted}>
        {t(`columns.${sort}`)}
        {sorted && query.order === 'asc' && <IconArrowUp size={13} aria-hidden />}
        {sorted && query.order === 'desc' && <IconArrowDown size={13} aria-hidden />}
      </button>
    </span>
  )
}

function Row({ viewer, picked, pick, manager, chosen, now }: TableProps & { viewer: ViewerProfile }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  const { search } = useLocation()
  const { userId } = viewer
  const toggle = () => {
    const next = new Set(picked)
    if (!next.delete(userId)) next.add(userId)
    pick(next)
  }
  return (
    <div
      className={classes.row}
      role="row"
      data-chosen={chosen === userId}
      data-picked={picked.has(userId)}
      data-blocked={viewer.isBlocked}
    >
      {manager && (
        <span role="cell" className={classes.pick}>
          <Checkbox
            aria-label={t('pick', { name: nameOf(viewer) })}
            checked={picked.has(userId)}
            onChange={toggle}
          />
        </span>
      )}
      <span role="cell" className={classes.who}>
        <Face viewer={viewer} />
        <span className={classes.names}>
          <Link
            to={{ pathname: `/viewers/${userId}`, search }}
            className={classes.name}
            title={nameOf(viewer)}
            aria-current={chosen === userId ? 'true' : undefined}
          >
            <bdi>{nameOf(viewer)}</bdi>
          </Link>
          <span className={classes.handle}>
            {viewer.username ? (
              <>
                @<bdi>{viewer.username}</bdi>
              </>
            ) : (
              userId
            )}
          </span>
        </span>
        <Marks viewer={viewer} />
      </span>
      <span role="cell" className={classes.tier}>
        <VipBadge viewer={viewer} />
      </span>
      {figures.map((figure) => {
        const value = figureOf[figure](viewer)
        return (
          <span
            key={figure}
            role="cell"
            className={classes.figure}
            data-column={figure}
            data-none={value === 0}
          >
            <small>{t(`columns.${figure}`)}</small>
            {figure === 'watchtime' ? length(value) : format.whole(value)}
          </span>
        )
      })}
      <span role="cell" className={classes.seen}>
        <time dateTime={viewer.lastSeenAt} title={format.moment(viewer.lastSeenAt)}>
          {format.ago(viewer.lastSeenAt, now)}
        </time>
      </span>
    </div>
  )
}

/** What the team has said of them, as signs with words. */
export function Marks({ viewer }: { viewer: ViewerProfile }) {
  const { t } = useTranslation('viewers')
  const marks = [
    viewer.isFavorite && ([t('marks.favorite'), IconStarFilled, 'var(--gold)'] as const),
    viewer.isModerator && ([t('marks.moderator'), IconShieldCheck, 'var(--good)'] as const),
    viewer.isBlocked && ([t('marks.blocked'), IconBan, 'var(--mantine-color-error)'] as const),
  ].filter((mark) => mark !== false)
  if (marks.length === 0) return null
  return (
    <span className={classes.marks}>
      {marks.map(([label, Sign, color]) => (
        <Tooltip key={label} label={label}>
          <span style={{ color }}>
            <Sign size={15} aria-hidden />
            <span className="visually-hidden">{label}</span>
          </span>
        </Tooltip>
      ))}
    </span>
  )
}
