import {
  Badge,
  Button,
  Collapse,
  Group,
  Loader,
  Modal,
  Paper,
  Select,
  Stack,
  Switch,
  Text,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WatchedAccount } from '../api/ingestion'
import { makeOfTemplate, readTemplates, type Catalogue, type Template } from '../api/rules'
import { ProblemAlert } from '../parts/ProblemAlert'
import { formOf, slotsOf } from './model/catalogue'
import { partAt, stepsAt } from './model/document'
import { summary, type Speech } from './model/summary'
import classes from './Rules.module.css'
import { useCatalogue, useDeviceChoice, useRefresh, useSpeech, useWords } from './useRules'

/** Ready-made rules of common scenarios: what each does, step by step, and a button to have it. */
export function TemplatesDialog(props: {
  account: string | undefined
  accounts: readonly WatchedAccount[]
  close: () => void
}) {
  const { t } = useTranslation('rules')
  const templates = useQuery({ queryKey: ['rule-templates'], queryFn: readTemplates, staleTime: Infinity })
  const [account, setAccount] = useState(props.account ?? 'shared')
  const [enabled, setEnabled] = useState(false)
  return (
    <Modal opened onClose={props.close} title={t('templates.title')} size="xl">
      <Stack>
        <Group justify="space-between" align="flex-end">
          <Select
            label={t('templates.for')}
            data-autofocus
            allowDeselect={false}
            value={account}
            onChange={(id) => setAccount(id ?? 'shared')}
            data={[
              ...props.accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` })),
              { value: 'shared', label: t('sharedByAll') },
            ]}
          />
          <Switch
            label={t('templates.on')}
            checked={enabled}
            onChange={(event) => setEnabled(event.currentTarget.checked)}
          />
        </Group>
        {templates.isError && <ProblemAlert error={templates.error} retry={() => void templates.refetch()} />}
        {templates.isPending && <Loader aria-label={t('loading')} />}
        {templates.data?.map((template) => (
          <TemplateCard
            key={template.name}
            template={template}
            account={account === 'shared' ? undefined : account}
            enabled={enabled}
            close={props.close}
          />
        ))}
      </Stack>
    </Modal>
  )
}

function TemplateCard(props: {
  template: Template
  account: string | undefined
  enabled: boolean
  close: () => void
}) {
  const { template } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  const [open, setOpen] = useState(false)
  const { devices } = useDeviceChoice()
  const refresh = useRefresh()
  const make = useMutation({
    mutationFn: () => makeOfTemplate(template.name, props.account, props.enabled),
    onSuccess: async ({ added }) => {
      notifications.show({
        color: 'teal',
        title: words(template.title),
        message: t('templates.made', { count: added.length }),
      })
      await refresh()
      props.close()
    },
  })
  const absent = template.devices.filter(
    (device) => devices.length > 0 && !devices.some(({ id }) => id === device),
  )
  return (
    <Paper
      withBorder
      p="sm"
      className={classes.template}
      component="article"
      aria-label={words(template.title)}
    >
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div>
          <Text fw={650}>{words(template.title)}</Text>
          <Text size="sm" c="dimmed">
            {words(template.summary)}
          </Text>
        </div>
        <Group gap="xs" wrap="nowrap">
          <Button variant="default" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('templates.preview')}
          </Button>
          <Button loading={make.isPending} onClick={() => make.mutate()}>
            {t('templates.use')}
          </Button>
        </Group>
      </Group>
      <Group gap={6}>
        {template.devices.map((device) => (
          <Badge
            key={device}
            variant={absent.includes(device) ? 'dot' : 'default'}
            color={absent.includes(device) ? 'yellow' : 'gray'}
            title={absent.includes(device) ? t('templates.absent', { device }) : undefined}
          >
            {device}
          </Badge>
        ))}
        {absent.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('templates.absentAll', { devices: absent.join(', ') })}
          </Text>
        )}
      </Group>
      {make.isError && <ProblemAlert error={make.error} />}
      <Collapse expanded={open}>
        <Preview template={template} />
      </Collapse>
    </Paper>
  )
}

function Preview({ template }: { template: Template }) {
  const catalogue = useCatalogue().data
  const names = useMemo(
    () =>
      new Map(template.content.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name] as const]))),
    [template],
  )
  const speech = useSpeech(names)
  if (catalogue === undefined) return null
  return (
    <Stack gap="sm" pt="xs">
      {template.content.map((rule) => (
        <div key={rule.name}>
          <Text size="sm" fw={600}>
            {rule.name}
          </Text>
          <div className={classes.preview}>
            {outline(catalogue, { ...rule, enabled: true }, speech).map(({ depth, text }, n) => (
              <div key={n} style={{ paddingInlineStart: depth * 18 }}>
                {text}
              </div>
            ))}
          </div>
        </div>
      ))}
    </Stack>
  )
}

/** A rule in lines: its trigger, its conditions, and its steps one below the other. */
export function outline(catalogue: Catalogue, rule: Parameters<typeof partAt>[0], speech: Speech) {
  const lines: { depth: number; text: string }[] = []
  const say = (family: 'trigger' | 'condition' | 'action', part: NonNullable<ReturnType<typeof partAt>>) => {
    const form = formOf(catalogue, family, part)
    const text = summary(form, part, speech)
    return `${speech.words(form?.title ?? part.type ?? '')}${text && `: ${text}`}`
  }
  lines.push({ depth: 0, text: say('trigger', rule.trigger) })
  for (const condition of rule.conditions) lines.push({ depth: 0, text: `& ${say('condition', condition)}` })
  const steps = (slot: string, depth: number) => {
    for (const path of stepsAt(rule, slot)) {
      const part = partAt(rule, path) ?? {}
      lines.push({ depth, text: `→ ${say('action', part)}` })
      for (const { path: inner } of slotsOf(formOf(catalogue, 'action', part), part, path))
        steps(inner, depth + 1)
    }
  }
  steps('action', 0)
  return lines
}
