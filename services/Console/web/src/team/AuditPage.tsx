import { Anchor, Badge, Button, Group, Loader, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconDownload, IconHistory } from '@tabler/icons-react'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { readAudit, readAuditWords, type AuditLine } from '../api/team'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useDownload } from '../parts/useDownload'
import { useFormat } from '../words/useFormat'
import { auditChanges, type AuditDifference } from './auditChanges'
import { teamKeys } from './keys'
import classes from './Team.module.css'

const filters = ['actor', 'action', 'thing', 'from', 'to', 'text'] as const
type Filter = (typeof filters)[number]

/** Days are those of the browser; the server is asked for moments. */
function queryOf(search: URLSearchParams, after?: string) {
  const query = new URLSearchParams()
  for (const filter of filters) {
    const value = search.get(filter)
    if (!value) continue
    if (filter === 'from' || filter === 'to') {
      const day = new Date(`${value}T00:00:00`)
      if (Number.isNaN(day.getTime())) continue
      // "To" means to the end of that day.
      if (filter === 'to') day.setDate(day.getDate() + 1)
      query.set(filter, day.toISOString())
    } else query.set(filter, value)
  }
  if (after) query.set('after', after)
  return query
}

/** Who did what, when and from where. */
export default function AuditPage() {
  const { t } = useTranslation('team')
  const download = useDownload()
  const [search, setSearch] = useSearchParams()
  const words = useQuery({ queryKey: [...teamKeys.audit, 'words'], queryFn: readAuditWords })
  const log = useInfiniteQuery({
    queryKey: [...teamKeys.audit, queryOf(search).toString()],
    queryFn: ({ pageParam }) => readAudit(queryOf(search, pageParam)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
  })
  const set = (filter: Filter, value: string | null) =>
    setSearch(
      (before) => {
        const next = new URLSearchParams(before)
        if (value) next.set(filter, value)
        else next.delete(filter)
        return next
      },
      { replace: true },
    )
  const setText = useDebouncedCallback((text: string) => set('text', text.trim() || null), 300)
  const [text, typed] = useState(search.get('text') ?? '')
  const lines = log.data?.pages.flatMap((page) => page.lines) ?? []
  // The log's own words are English; one that is not known here is shown as it is.
  const done = (action: string) => t(`audit.done.${action}`, { defaultValue: action })
  const kind = (thing: string) => t(`audit.kind.${thing}`, { defaultValue: thing })
  const choices = {
    actor: words.data?.actors,
    action: words.data?.actions.map((value) => ({ value, label: done(value) })),
    thing: words.data?.things.map((value) => ({ value, label: kind(value) })),
  }
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('audit.title')}
        </Title>
        <Button
          variant="default"
          mih={40}
          onClick={() => void download(`/api/audit/export?${queryOf(search).toString()}`)}
          leftSection={<IconDownload size={16} />}
        >
          {t('audit.export')}
        </Button>
      </Group>
      <div className={classes.filters}>
        {(['actor', 'action', 'thing'] as const).map((filter) => (
          <Select
            key={filter}
            label={t(`audit.${filter}`)}
            placeholder={t('audit.all')}
            data={choices[filter] ?? []}
            value={search.get(filter)}
            clearable
            searchable
            onChange={(value) => set(filter, value)}
          />
        ))}
        {(['from', 'to'] as const).map((filter) => (
          <TextInput
            key={filter}
            type="date"
            label={t(`audit.${filter}`)}
            value={search.get(filter) ?? ''}
            onChange={(event) => set(filter, event.currentTarget.value)}
          />
        ))}
        <TextInput
          label={t('audit.text')}
          className={classes.wide}
          value={text}
          onChange={(event) => {
            typed(event.currentTarget.value)
            setText(event.currentTarget.value)
          }}
        />
      </div>
      {log.isError && <ProblemAlert error={log.error} retry={() => void log.refetch()} />}
      {log.isPending && <Loader aria-label={t('loading')} />}
      {log.data && lines.length === 0 && (
        <Empty icon={<IconHistory />} title={t('audit.none')}>
          {t('audit.noneHint')}
        </Empty>
      )}
      <div>
        {lines.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </div>
      {log.hasNextPage && (
        <Button
          variant="default"
          mih={40}
          loading={log.isFetchingNextPage}
          onClick={() => void log.fetchNextPage()}
        >
          {t('audit.more')}
        </Button>
      )}
    </Stack>
  )
}

function Line({ line }: { line: AuditLine }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const [all, showAll] = useState(false)
  const changes = auditChanges(line.before, line.after)
  const seen = all ? changes : changes.slice(0, atFirst)
  return (
    <div className={classes.line}>
      <Group gap="xs">
        <Text fw={600} component="bdi" className={classes.name}>
          {line.actor}
        </Text>
        <Text>{t(`audit.done.${line.action}`, { defaultValue: line.action })}</Text>
        {line.thing === 'viewer' ? (
          // The log knows viewers by an id of its own: only their page tells who it is, as long as they are known.
          <Anchor component={Link} to={`/viewers/${line.thingId ?? ''}`}>
            {t('audit.viewer')}
          </Anchor>
        ) : (
          <Text component="bdi" className={classes.name}>
            {line.thingName ?? line.thingId ?? ''}
          </Text>
        )}
        {line.service !== 'console' && <Badge variant="light">{line.service}</Badge>}
      </Group>
      {seen.map((change) => (
        <Difference key={change.path} {...change} />
      ))}
      {seen.length < changes.length && (
        <Button variant="subtle" size="compact-xs" onClick={() => showAll(true)}>
          {t('audit.all_changes', { count: changes.length })}
        </Button>
      )}
      <Text size="sm" c="dimmed">
        {line.address === null
          ? format.moment(line.at)
          : t('audit.line', {
              at: format.moment(line.at),
              address: line.address,
              browser: line.browser ?? '',
            })}
      </Text>
    </div>
  )
}

/** What is made has no before, and what is gone no after: then one value is enough. */
function Difference({ path, before, after }: AuditDifference) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const shown = (value: unknown): string => {
    if (value === undefined || value === null || value === '') return '–'
    if (typeof value === 'boolean') return t(value ? 'audit.yes' : 'audit.no')
    if (Array.isArray(value)) return value.map(shown).join(', ') || '–'
    if (typeof value === 'string') return moment.test(value) ? format.moment(value) : value
    return String(value as number)
  }
  return (
    <div className={classes.changes}>
      {path}: {before !== undefined && <bdi>{shown(before)}</bdi>}
      {before !== undefined && ' → '}
      <bdi>{shown(after)}</bdi>
    </div>
  )
}

/** A whole new script is long: so much of it is read at a glance. */
const atFirst = 6
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d/
