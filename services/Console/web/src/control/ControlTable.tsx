import { ActionIcon, Badge, Button, Checkbox, Group, Paper, Text, Tooltip } from '@mantine/core'
import { IconEdit, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { memo, useCallback, type Dispatch, type SetStateAction } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Account } from '../api/console'
import type { WatchedAccount } from '../api/ingestion'
import { PartStop } from '../frame/PartStop'
import { useLiveWords } from '../live/useLiveWords'
import { accountColors, boardColors } from '../live/words'
import { useFormat } from '../words/useFormat'
import classes from './Control.module.css'
import { isTroubled, type BoardHealth, type ControlRow } from './rows'
import { useWatch } from './useWatch'

export interface Picking {
  picked: ReadonlySet<string>
  pick: Dispatch<SetStateAction<ReadonlySet<string>>>
}

/** A row for each account; on a phone, a card. */
export function ControlTable(
  props: Picking & { rows: readonly ControlRow[]; manager: boolean; edit: (account: WatchedAccount) => void },
) {
  const { rows, manager, picked, pick } = props
  const { t } = useTranslation('control')
  const all = rows.every(({ account }) => picked.has(account.id))
  const some = rows.some(({ account }) => picked.has(account.id))
  const toggle = useCallback(
    (id: string) =>
      pick((known) => {
        const next = new Set(known)
        if (!next.delete(id)) next.add(id)
        return next
      }),
    [pick],
  )
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
        <Row
          key={row.account.id}
          row={row}
          manager={manager}
          picked={picked.has(row.account.id)}
          toggle={toggle}
          edit={props.edit}
        />
      ))}
    </Paper>
  )
}

interface Managing {
  manager: boolean
  edit: (account: WatchedAccount) => void
}

/** Fifty rows have new numbers five times a second: what stays as it is must not be drawn again with them. */
function Row(props: Managing & { row: ControlRow; picked: boolean; toggle: (id: string) => void }) {
  const { row, manager, picked, toggle } = props
  const { account, connection, session, pace } = row
  const { t } = useTranslation('control')
  const format = useFormat()
  const { state, detail, spooledFrames } = connection
  const troubled = isTroubled(row)
  return (
    <div className={classes.row} role="row" data-troubled={troubled}>
      {manager && <PickBox id={account.id} handle={account.handle} picked={picked} toggle={toggle} />}
      <Who handle={account.handle} displayName={account.displayName} />
      <State state={state} detail={detail} spooledFrames={spooledFrames} troubled={troubled} />
      <Figure name={t('viewers')} value={session && format.whole(session.totals.viewers)} />
      <Figure name={t('coins')} value={session && format.whole(session.totals.coins)} />
      <Figure name={t('giftsPerMinute')} value={session && pace ? format.tenths(pace.gifts) : undefined} />
      <BoardState {...row.board} />
      <Actions account={account} manager={manager} edit={props.edit} />
    </div>
  )
}

const PickBox = memo(function PickBox(props: {
  id: string
  handle: string
  picked: boolean
  toggle: (id: string) => void
}) {
  const { id, handle, picked, toggle } = props
  const { t } = useTranslation('control')
  return (
    <span role="cell" className={classes.pick}>
      <Checkbox aria-label={t('pick', { handle })} checked={picked} onChange={() => toggle(id)} />
    </span>
  )
})

const Who = memo(function Who({ handle, displayName }: { handle: string; displayName: string }) {
  return (
    <span role="cell" className={classes.account}>
      <Link to={`/live?account=${encodeURIComponent(handle)}`} className={classes.handle}>
        @<bdi>{handle}</bdi>
      </Link>
      <Text size="xs" c="dimmed" truncate>
        <bdi>{displayName}</bdi>
      </Text>
    </span>
  )
})

const State = memo(function State(
  props: Pick<Account, 'state' | 'detail' | 'spooledFrames'> & { troubled: boolean },
) {
  const { state, detail, spooledFrames, troubled } = props
  const { t } = useTranslation('control')
  const { accountDetail } = useLiveWords()
  return (
    <span role="cell" className={classes.state}>
      <Badge color={accountColors[state]} variant={state === 'Live' ? 'filled' : 'light'}>
        {t(`states.${state}`)}
      </Badge>
      <Text size="xs" c={troubled ? undefined : 'dimmed'} lineClamp={2}>
        {accountDetail({ state, detail })}
        {spooledFrames > 0 && ` ${t('spooled', { count: spooledFrames })}`}
      </Text>
    </span>
  )
})

function Figure({ name, value }: { name: string; value: string | undefined }) {
  return (
    <span role="cell" className={classes.figure}>
      <small>{name}</small>
      <b>{value ?? '–'}</b>
    </span>
  )
}

const BoardState = memo(function BoardState(board: BoardHealth) {
  return (
    <span role="cell" className={classes.board}>
      <BoardBadge {...board} />
    </span>
  )
})

function BoardBadge(board: BoardHealth) {
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

const Actions = memo(function Actions({ account, manager, edit }: Managing & { account: WatchedAccount }) {
  return (
    <span role="cell" className={classes.actions}>
      <Group gap={6} wrap="nowrap" justify="flex-end">
        {manager && <Changes account={account} edit={edit} />}
        <PartStop scope={{ accountId: account.id }} name={account.handle} />
      </Group>
    </span>
  )
})

function Changes({ account, edit }: Pick<Managing, 'edit'> & { account: WatchedAccount }) {
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
