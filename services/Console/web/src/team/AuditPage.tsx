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
import { useFormat } from '../words/useFormat'
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
  const choices = { actor: words.data?.actors, action: words.data?.actions, thing: words.data?.things }
  return (
    <Stack>
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('audit.title')}
        </Title>
        <Button
          component="a"
          variant="default"
          mih={40}
          href={`/api/audit/export?${queryOf(search).toString()}`}
          leftSection={<IconDownload size={16} />}
        >
          {t('audit.export')}
        </Button>
      </Group>
      <Group align="flex-end">
        {(['actor', 'action', 'thing'] as const).map((filter) => (
          <Select
            key={filter}
            label={t(`audit.${filter}`)}
            placeholder={t('audit.all')}
            data={choices[filter] ?? []}
            value={search.get(filter)}
            clearable
            searchable
            w={180}
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
          className={classes.grow}
          value={text}
          onChange={(event) => {
            typed(event.currentTarget.value)
            setText(event.currentTarget.value)
          }}
        />
      </Group>
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
  const changes = changesOf(line.before, line.after)
  return (
    <div className={classes.line}>
      <Group gap="xs">
        <Text fw={600} component="bdi" className={classes.name}>
          {line.actor}
        </Text>
        <Text>{line.action}</Text>
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
      {changes.map(([name, before, after]) => (
        <div key={name} className={classes.changes}>
          {name}: <bdi>{before}</bdi> → <bdi>{after}</bdi>
        </div>
      ))}
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

/** Field by field, what it was and what it is; only what differs. */
function changesOf(before: unknown, after: unknown): [string, string, string][] {
  const was = fields(before)
  const is = fields(after)
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .map((name): [string, string, string] => [name, shown(was[name]), shown(is[name])])
    .filter(([, one, other]) => one !== other)
}

const fields = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const shown = (value: unknown) =>
  value === undefined || value === null
    ? '–'
    : typeof value === 'string'
      ? value
      : Array.isArray(value) && value.every((one) => typeof one === 'string')
        ? value.join(', ')
        : JSON.stringify(value)
