import {
  Badge,
  Button,
  Checkbox,
  Group,
  Loader,
  Menu,
  Paper,
  Select,
  Stack,
  Text,
  Title,
} from '@mantine/core'
import { IconArrowsDiff, IconDownload, IconHistory } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { exportOf, readSessions, type LiveSession } from '../api/sessions'
import { isManager, type SignedIn } from '../api/console'
import { useWatchedAccounts } from '../live/useBooks'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useNow } from '../parts/useNow'
import { useDownload } from '../parts/useDownload'
import { useFormat } from '../words/useFormat'
import classes from './Sessions.module.css'

const perPage = 50

/** The history of all LIVEs. Account and page are in the address. */
export default function SessionsPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('sessions')
  const [search, setSearch] = useSearchParams()
  const [picked, setPicked] = useState<readonly string[]>([])
  const navigate = useNavigate()
  const accounts = useWatchedAccounts()
  const accountId = search.get('account') ?? undefined
  const after = search.get('after') ?? undefined
  const sessions = useQuery({
    queryKey: ['sessions', accountId, after],
    queryFn: () => readSessions({ accountId, after, limit: perPage }),
    placeholderData: keepPreviousData,
    refetchInterval: after === undefined ? 10_000 : false,
  })
  const handles = new Map((accounts.data ?? []).map(({ id, handle }) => [id, handle]))
  const choose = (values: Record<string, string | null>) =>
    setSearch((known) => {
      for (const [name, value] of Object.entries(values))
        if (value) known.set(name, value)
        else known.delete(name)
      return known
    })
  const toggle = (id: string) =>
    setPicked((known) => (known.includes(id) ? known.filter((one) => one !== id) : [...known, id].slice(-2)))
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        <Group gap="xs">
          <Button
            variant="default"
            leftSection={<IconArrowsDiff size={18} aria-hidden />}
            disabled={picked.length !== 2}
            title={t('compareHint')}
            onClick={() => void navigate(`/sessions/compare?a=${picked[0]}&b=${picked[1]}`)}
          >
            {t('compare')}
          </Button>
          {isManager(member) && <ExportMenu accountId={accountId} />}
        </Group>
      </Group>
      <Select
        maw={280}
        aria-label={t('account')}
        placeholder={t('allAccounts')}
        clearable
        searchable
        data={(accounts.data ?? []).map(({ id, handle }) => ({ value: id, label: `@${handle}` }))}
        value={accountId ?? null}
        onChange={(value) => choose({ account: value, after: null })}
      />
      {sessions.isError && <ProblemAlert error={sessions.error} retry={() => void sessions.refetch()} />}
      {sessions.isPending && <Loader aria-label={t('loading')} />}
      {sessions.data?.items.length === 0 && (
        <Paper withBorder>
          <Empty icon={<IconHistory />} title={t('empty.title')}>
            {t('empty.text')}
          </Empty>
        </Paper>
      )}
      {sessions.data && sessions.data.items.length > 0 && (
        <Paper withBorder className={classes.table} role="table" aria-label={t('title')}>
          <Head />
          {sessions.data.items.map((session) => (
            <Row
              key={session.id}
              session={session}
              handle={handles.get(session.accountId)}
              picked={picked.includes(session.id)}
              toggle={() => toggle(session.id)}
            />
          ))}
        </Paper>
      )}
      <Group justify="space-between">
        <Button variant="default" disabled={after === undefined} onClick={() => choose({ after: null })}>
          {t('newest')}
        </Button>
        <Button
          variant="default"
          disabled={!sessions.data?.next}
          onClick={() => choose({ after: sessions.data?.next ?? null })}
        >
          {t('older')}
        </Button>
      </Group>
    </Stack>
  )
}

const columns = [
  'began',
  'account',
  'duration',
  'peak',
  'coins',
  'gifts',
  'likes',
  'comments',
  'actions',
] as const

function Head() {
  const { t } = useTranslation('sessions')
  return (
    <div className={classes.head} role="row">
      <span role="columnheader">
        <span className="visually-hidden">{t('compare')}</span>
      </span>
      {columns.map((column) => (
        <span key={column} role="columnheader" data-column={column}>
          {t(`columns.${column}`)}
        </span>
      ))}
    </div>
  )
}

function Row(props: {
  session: LiveSession
  handle: string | undefined
  picked: boolean
  toggle: () => void
}) {
  const { session, handle } = props
  const { totals } = session
  const { t } = useTranslation('sessions')
  const format = useFormat()
  const navigate = useNavigate()
  const now = useNow(session.endedAt === null ? 1_000 : 0)
  const end = session.endedAt === null ? now : Date.parse(session.endedAt)
  const figures: [(typeof columns)[number], string][] = [
    ['duration', format.length(end - Date.parse(session.startedAt))],
    ['peak', format.whole(totals.peakViewers)],
    ['coins', format.whole(totals.coins)],
    ['gifts', format.whole(totals.gifts)],
    ['likes', format.short(totals.likes)],
    ['comments', format.whole(totals.comments)],
    ['actions', t('done', { done: totals.actionsDone, all: totals.actionsDone + totals.actionsNotDone })],
  ]
  return (
    <div
      className={classes.row}
      role="row"
      onDoubleClick={() => void navigate(`/sessions/${session.id}`)}
      aria-selected={props.picked}
    >
      <span role="cell" className={classes.pick}>
        <Checkbox
          checked={props.picked}
          onChange={props.toggle}
          aria-label={t('pick', { time: format.moment(session.startedAt) })}
        />
      </span>
      <span role="cell" className={classes.began}>
        <Link to={`/sessions/${session.id}`} className={classes.link}>
          {format.moment(session.startedAt)}
        </Link>
        {session.endedAt === null && (
          <Badge size="xs" color="teal">
            {t('live')}
          </Badge>
        )}
        {totals.gaps > 0 && (
          <Badge size="xs" color="yellow" variant="light">
            {t('gaps', { count: totals.gaps })}
          </Badge>
        )}
      </span>
      <Text role="cell" component="span" size="sm" truncate className={classes.account}>
        @<bdi>{handle ?? '?'}</bdi>
      </Text>
      {figures.map(([column, value]) => (
        <span key={column} role="cell" className={classes.figure}>
          <small>{t(`columns.${column}`)}</small>
          {value}
        </span>
      ))}
    </div>
  )
}

function ExportMenu({ accountId }: { accountId: string | undefined }) {
  const { t } = useTranslation('sessions')
  const download = useDownload()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconDownload size={18} aria-hidden />}>
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {(['sessions', 'gifts', 'comments', 'actions'] as const).map((table) => (
          <div key={table}>
            <Menu.Label>{t(`exports.${table}`)}</Menu.Label>
            {['csv', 'xlsx', 'json'].map((format) => (
              <Menu.Item key={format} onClick={() => void download(exportOf(table, format, accountId))}>
                {format.toUpperCase()}
              </Menu.Item>
            ))}
          </div>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
