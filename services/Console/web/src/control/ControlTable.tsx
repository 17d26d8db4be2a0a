import { ActionIcon, Badge, Button, Checkbox, Group, Paper, Text, Tooltip } from '@mantine/core'
import { IconEdit, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { WatchedAccount } from '../api/ingestion'
import { PartStop } from '../frame/PartStop'
import { useLiveWords } from '../live/useLiveWords'
import { accountColors, boardColors } from '../live/words'
import { useFormat } from '../words/useFormat'
import classes from './Control.module.css'
import { isTroubled, type ControlRow } from './rows'
import { useWatch } from './useWatch'

export interface Picking {
  picked: ReadonlySet<string>
  pick: (ids: ReadonlySet<string>) => void
}

/** A row for each account; on a phone, a card. */
export function ControlTable(
  props: Picking & { rows: readonly ControlRow[]; manager: boolean; edit: (account: WatchedAccount) => void },
) {
  const { rows, manager, picked, pick } = props
  const { t } = useTranslation('control')
  const all = rows.every(({ account }) => picked.has(account.id))
  const some = rows.some(({ account }) => picked.has(account.id))
  return (
    <Paper withBorder className={classes.table} role="table" aria-label={t('title')} data-manager={manager}>
      <div className={classes.head} role="row">
        {manager && (
          <span role="columnheader">
            <Checkbox
              aria-label={t('pickAll')}
              checked={all}
              indeterminate={some && !all}
              onChange={() => pick(new Set(all ? [] : rows.map(({ account }) => account.id)))}
            />
          </span>
        )}
        {(['account', 'state', 'viewers', 'coins', 'giftsPerMinute', 'board'] as const).map((column) => (
          <span key={column} role="columnheader" data-column={column}>
            {t(column)}
          </span>
        ))}
        <span role="columnheader">
          <span className="visually-hidden">{t('actions')}</span>
        </span>
      </div>
      {rows.map((row) => (
        <Row key={row.account.id} row={row} {...props} />
      ))}
    </Paper>
  )
}

function Row(
  props: Picking & { row: ControlRow; manager: boolean; edit: (account: WatchedAccount) => void },
) {
  const { row, manager, picked, pick } = props
  const { account, connection, session, pace } = row
  const { t } = useTranslation('control')
  const { accountDetail } = useLiveWords()
  const format = useFormat()
  const toggle = () => {
    const next = new Set(picked)
    if (!next.delete(account.id)) next.add(account.id)
    pick(next)
  }
  return (
    <div className={classes.row} role="row" data-troubled={isTroubled(row)}>
      {manager && (
        <span role="cell" className={classes.pick}>
          <Checkbox
            aria-label={t('pick', { handle: account.handle })}
            checked={picked.has(account.id)}
            onChange={toggle}
          />
        </span>
      )}
      <span role="cell" className={classes.account}>
        <Link to={`/live?account=${encodeURIComponent(account.handle)}`} className={classes.handle}>
          @<bdi>{account.handle}</bdi>
        </Link>
        <Text size="xs" c="dimmed" truncate>
          <bdi>{account.displayName}</bdi>
        </Text>
      </span>
      <span role="cell" className={classes.state}>
        <Badge
          color={accountColors[connection.state]}
          variant={connection.state === 'Live' ? 'filled' : 'light'}
        >
          {t(`states.${connection.state}`)}
        </Badge>
        <Text size="xs" c={isTroubled(row) ? undefined : 'dimmed'} lineClamp={2}>
          {accountDetail(connection)}
          {connection.spooledFrames > 0 && ` ${t('spooled', { count: connection.spooledFrames })}`}
        </Text>
      </span>
      <Figure name={t('viewers')} value={session && format.whole(session.totals.viewers)} />
      <Figure name={t('coins')} value={session && format.whole(session.totals.coins)} />
      <Figure name={t('giftsPerMinute')} value={session && pace ? format.tenths(pace.gifts) : undefined} />
      <span role="cell" className={classes.board}>
        <BoardState row={row} />
      </span>
      <span role="cell" className={classes.actions}>
        <Group gap={6} wrap="nowrap" justify="flex-end">
          {manager && <Actions account={account} edit={props.edit} />}
          <PartStop scope={{ accountId: account.id }} name={account.handle} />
        </Group>
      </span>
    </div>
  )
}

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <span role="cell" className={classes.figure}>
      <small>{name}</small>
      <b>{value ?? '–'}</b>
    </span>
  )
}

function BoardState({ row: { board } }: { row: ControlRow }) {
  const { t } = useTranslation('control')
  if (board.kind === 'none')
    return (
      <Text size="sm" c="dimmed">
        {t('boards.none')}
      </Text>
    )
  const label = board.kind === 'missing' ? t('boards.missing') : t(`boards.${board.state}`)
  return (
    <Tooltip label={(board.kind === 'board' && board.detail) || board.boardId} multiline maw={280}>
      <Badge
        variant="light"
        color={board.kind === 'missing' ? 'red' : boardColors[board.state]}
        component={Link}
        to="/machines"
        style={{ cursor: 'pointer' }}
      >
        {label}
      </Badge>
    </Tooltip>
  )
}

function Actions({ account, edit }: { account: WatchedAccount; edit: (account: WatchedAccount) => void }) {
  const { t } = useTranslation('control')
  const watch = useWatch()
  return (
    <Group gap={6} wrap="nowrap" justify="flex-end">
      <Button
        size="xs"
        variant="light"
        color={account.enabled ? 'gray' : 'teal'}
        loading={watch.isPending}
        leftSection={account.enabled ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
        aria-label={t(account.enabled ? 'stopOne' : 'startOne', { handle: account.handle })}
        onClick={() => watch.mutate({ accounts: [account], on: !account.enabled })}
      >
        {t(account.enabled ? 'stop' : 'start')}
      </Button>
      <Tooltip label={t('edit')}>
        <ActionIcon
          variant="default"
          size="lg"
          aria-label={t('editOne', { handle: account.handle })}
          onClick={() => edit(account)}
        >
          <IconEdit size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  )
}
