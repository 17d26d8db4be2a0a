import { ActionIcon, Badge, Menu, NumberInput, Paper, Switch, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import {
  IconArrowBackUp,
  IconCopy,
  IconDots,
  IconDownload,
  IconEdit,
  IconHistory,
  IconPlayerPlay,
  IconTrash,
  IconVectorBezier2,
} from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import { problem } from '../api/http'
import type { WatchedAccount } from '../api/ingestion'
import {
  addRule,
  changeRule,
  deleteRule,
  exportAddress,
  restoreRule,
  type Activity,
  type Rule,
  type RuleDocument,
} from '../api/rules'
import { useNow } from '../parts/useNow'
import { useDownload } from '../parts/useDownload'
import { useFormat } from '../words/useFormat'
import { formOf } from './model/catalogue'
import { priorityOf } from './model/lists'
import { deed, summary } from './model/summary'
import type { Asked } from './RuleDialogs'
import classes from './Rules.module.css'
import { useCatalogue, useRefresh, useSpeech } from './useRules'

interface Props {
  rules: readonly Rule[]
  all: readonly Rule[]
  accounts: readonly WatchedAccount[]
  account: string | undefined
  activity: ReadonlyMap<string, Activity> | undefined
  member: SignedIn
  ask: (asked: Asked) => void
}

/** One line a rule: on or off, what it waits for, what it does, how urgent, and when it fired last. */
export function RuleTable(props: Props) {
  const { t } = useTranslation('rules')
  const handles = new Map(props.accounts.map(({ id, handle }) => [id, handle]))
  return (
    <Paper withBorder className={classes.table} role="table" aria-label={t('title')}>
      <div className={classes.head} role="row">
        {(['on', 'rule', 'does', 'priority', 'fired'] as const).map((column) => (
          <span key={column} role="columnheader" data-column={column}>
            {t(`columns.${column}`)}
          </span>
        ))}
        <span role="columnheader">
          <span className="visually-hidden">{t('more')}</span>
        </span>
      </div>
      {props.rules.map((rule) => (
        <Row key={rule.id} {...props} rule={rule} handle={rule.accountId && handles.get(rule.accountId)} />
      ))}
    </Paper>
  )
}

function Row({ rule, ...props }: Props & { rule: Rule; handle: string | undefined }) {
  const { t } = useTranslation('rules')
  const catalogue = useCatalogue().data
  const names = useMemo(() => new Map(props.all.map(({ id, name }) => [id, name])), [props.all])
  const speech = useSpeech(names)
  const manager = isManager(props.member)
  const { change } = useRuleDeeds(rule)
  const trigger = catalogue && formOf(catalogue, 'trigger', rule.trigger)
  const action = catalogue && formOf(catalogue, 'action', rule.action)
  const waits = summary(trigger, rule.trigger, speech)
  const does = deed(action, rule.action, speech)
  return (
    <div className={classes.row} role="row" data-off={!rule.enabled}>
      <span role="cell" className={classes.on}>
        <Switch
          checked={rule.enabled}
          disabled={!manager || change.isPending}
          aria-label={t('switch', { name: rule.name })}
          onChange={(event) => change.mutate({ ...rule, enabled: event.currentTarget.checked })}
        />
      </span>
      <span role="cell" className={classes.what}>
        <Link to={`/rules/${rule.id}`} className={classes.name}>
          <bdi>{rule.name}</bdi>
        </Link>
        <Text component="span" size="sm" c="dimmed" className={classes.line}>
          {trigger && speech.words(trigger.title)}
          {waits && `: ${waits}`}
          {rule.conditions.length > 0 && ` · ${t('conditions', { count: rule.conditions.length })}`}
        </Text>
        {props.account === undefined && (
          <Badge size="xs" variant="default" tt="none">
            {rule.accountId === undefined ? t('shared') : `@${props.handle ?? '?'}`}
          </Badge>
        )}
        {props.account !== undefined && rule.accountId === undefined && (
          <Badge size="xs" variant="default" tt="none">
            {t('shared')}
          </Badge>
        )}
      </span>
      <Text role="cell" component="span" size="sm" className={classes.does}>
        {action && <b>{speech.words(action.title)}</b>} {does}
      </Text>
      <span role="cell" className={classes.priority}>
        <Priority key={`${rule.id} ${rule.version}`} rule={rule} manager={manager} change={change.mutate} />
      </span>
      <Fired rule={rule} activity={props.activity?.get(rule.id)} />
      <span role="cell" className={classes.menu}>
        <RuleMenu rule={rule} manager={manager} ask={props.ask} />
      </span>
    </div>
  )
}

function Priority(props: { rule: Rule; manager: boolean; change: (rule: Rule) => void }) {
  const { t } = useTranslation('rules')
  const known = priorityOf(props.rule)
  const [value, setValue] = useState<string | number>(known)
  if (!props.manager) return <Text size="sm">{known}</Text>
  const save = () => {
    const next = typeof value === 'number' ? value : known
    if (next !== known) props.change({ ...props.rule, policy: { ...props.rule.policy, priority: next } })
  }
  return (
    <NumberInput
      size="xs"
      min={-100}
      max={100}
      allowDecimal={false}
      aria-label={t('priorityOf', { name: props.rule.name })}
      value={value}
      onChange={setValue}
      onBlur={save}
      onKeyDown={(event) => event.key === 'Enter' && save()}
    />
  )
}

function Fired({ rule, activity }: { rule: Rule; activity: Activity | undefined }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const now = useNow(5_000)
  if (activity === undefined)
    return (
      <Text role="cell" component="span" size="sm" c="dimmed" className={classes.fired}>
        {t('neverFired')}
      </Text>
    )
  return (
    <Text
      role="cell"
      component="span"
      size="sm"
      className={classes.fired}
      title={`${rule.name}: ${format.moment(activity.lastFiredAt)}`}
    >
      {format.ago(activity.lastFiredAt, now)}
      <small>
        {t('firedCount', {
          count: activity.firedLastDay,
          shown: `${format.whole(activity.firedLastDay)}${activity.firedLastDay >= 10_000 ? '+' : ''}`,
        })}
      </small>
    </Text>
  )
}

function RuleMenu({ rule, manager, ask }: { rule: Rule; manager: boolean; ask: (asked: Asked) => void }) {
  const { t } = useTranslation('rules')
  const download = useDownload()
  const { duplicate, remove } = useRuleDeeds(rule)
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('menuOf', { name: rule.name })}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/rules/${rule.id}`} leftSection={<IconEdit size={16} aria-hidden />}>
          {t(manager ? 'edit' : 'look')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconVectorBezier2 size={16} aria-hidden />}
          onClick={() => ask({ what: 'simulate', rule })}
        >
          {t('simulate.open')}
        </Menu.Item>
        {manager && (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            disabled={!rule.enabled}
            onClick={() => ask({ what: 'fire', rule })}
          >
            {t('fire.open')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconHistory size={16} aria-hidden />}
          onClick={() => ask({ what: 'history', rule })}
        >
          {t('history.open')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconDownload size={16} aria-hidden />}
          onClick={() => void download(exportAddress({ ids: rule.id }), 'rule.json')}
        >
          {t('export.one')}
        </Menu.Item>
        {manager && (
          <>
            <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate.mutate()}>
              {t('duplicate')}
            </Menu.Item>
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => remove.mutate()}
            >
              {t('delete')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}

/** What a member does to a rule from the list. Deleting asks nothing: it can be taken back. */
function useRuleDeeds(rule: Rule) {
  const { t } = useTranslation('rules')
  const refresh = useRefresh()
  const failed = (error: unknown) => {
    const { title, detail } = problem(error)
    notifications.show({ color: 'red', title, message: detail })
    void refresh()
  }
  const change = useMutation({
    mutationFn: (next: RuleDocument) => changeRule(rule, next),
    onSuccess: refresh,
    onError: failed,
  })
  const duplicate = useMutation({
    mutationFn: () =>
      addRule(
        { ...rule, name: t('copyOf', { name: rule.name }).slice(0, 100), enabled: false },
        rule.accountId,
      ),
    onSuccess: refresh,
    onError: failed,
  })
  const back = useMutation({
    mutationFn: () => restoreRule(rule.id, rule.version, rule.version + 1),
    onSuccess: refresh,
    onError: failed,
  })
  const remove = useMutation({
    mutationFn: () => deleteRule(rule),
    onSuccess: async () => {
      const id = `deleted-${rule.id}`
      notifications.show({
        id,
        title: t('deleted', { name: rule.name }),
        autoClose: 15_000,
        message: (
          <ActionIcon
            component="button"
            variant="light"
            w="auto"
            px="sm"
            size="lg"
            onClick={() => {
              notifications.hide(id)
              back.mutate()
            }}
          >
            <IconArrowBackUp size={16} aria-hidden /> {t('undo')}
          </ActionIcon>
        ),
      })
      await refresh()
    },
    onError: failed,
  })
  return { change, duplicate, remove }
}
