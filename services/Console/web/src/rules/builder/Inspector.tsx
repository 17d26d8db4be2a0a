import { Button, Group, Menu, Select, Stack, Text, TextInput, Title } from '@mantine/core'
import { IconArrowDown, IconArrowUp, IconCopy, IconDots, IconScissors, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { formsOf, fresh, slotsOf } from '../model/catalogue'
import { partAt } from '../model/document'
import type { GraphNode } from '../model/graph'
import { DeviceFields } from '../DeviceFields'
import { useWords } from '../useRules'
import { FieldInput, Fields } from './FieldInput'
import { KindList } from './KindList'
import type { Builder } from './useBuilder'

/** What is in the chosen box; with none chosen, the rule as a whole. */
export function Inspector({ builder }: { builder: Builder }) {
  const node = builder.node
  if (node?.part === undefined) return <WholeRule builder={builder} />
  return node.kind === 'trigger' ? (
    <TriggerForm builder={builder} />
  ) : (
    <PartForm key={node.id} builder={builder} node={node} />
  )
}

function WholeRule({ builder }: { builder: Builder }) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const { document, catalogue } = builder
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {t('builder.settings')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('builder.settingsText')}
      </Text>
      <TextInput
        label={t('name')}
        required
        maxLength={100}
        readOnly={builder.readOnly}
        error={builder.faults['name']?.join(' ')}
        onBlur={() => builder.leave('name')}
        value={document.name}
        onChange={(event) => builder.put({ ...document, name: event.currentTarget.value }, 'name')}
      />
      <Title order={3} size="h6">
        {t('builder.limits')}
      </Title>
      <Text size="xs" c="dimmed">
        {words(catalogue.policy.meaning)}
      </Text>
      <Fields builder={builder} form={catalogue.policy} part={document.policy} path="policy" />
    </Stack>
  )
}

function TriggerForm({ builder }: { builder: Builder }) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const { trigger } = builder.document
  const forms = formsOf(builder.catalogue, 'trigger')
  const form = forms.find(({ type }) => type === trigger.type)
  if (form === undefined)
    return (
      <Stack gap="sm">
        <Title order={2} size="h5">
          {t('builder.chooseTrigger')}
        </Title>
        <KindList
          catalogue={builder.catalogue}
          families={['trigger']}
          choose={(family, chosen) => builder.add(family, chosen, {})}
        />
      </Stack>
    )
  return (
    <Stack gap="sm">
      <Title order={2} size="h5">
        {words(form.title)}
      </Title>
      <Text size="sm" c="dimmed">
        {words(form.meaning)}
      </Text>
      <Select
        label={t('builder.kind')}
        readOnly={builder.readOnly}
        allowDeselect={false}
        searchable
        data={forms.map(({ type = '', title }) => ({ value: type, label: words(title) }))}
        value={form.type ?? null}
        onChange={(type) => {
          const chosen = forms.find((one) => one.type === type)
          if (chosen && chosen !== form) builder.put({ ...builder.document, trigger: fresh(chosen) })
        }}
      />
      <Fields builder={builder} form={form} part={trigger} path="trigger" />
    </Stack>
  )
}

/** Fields that are asked together, when none of them holds a placeholder. */
const together = ['deviceId', 'action', 'durationMs', 'params']

function PartForm({ builder, node }: { builder: Builder; node: GraphNode }) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const part = node.part ?? {}
  const params = Array.isArray(part['params']) ? part['params'] : []
  const plain =
    part.type === 'device' &&
    !builder.readOnly &&
    typeof part['durationMs'] !== 'string' &&
    params.every((value) => typeof value === 'number')
  const branches = node.kind === 'action' ? slotsOf(node.form, part, node.id) : []
  const own = (builder.byNode[node.id] ?? []).filter(({ path }) => path === node.id)
  return (
    <Stack gap="sm">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h5">
          {words(node.form?.title ?? part.type ?? '')}
        </Title>
        {!builder.readOnly && <StepMenu builder={builder} id={node.id} />}
      </Group>
      <Text size="sm" c="dimmed">
        {words(node.form?.meaning ?? '')}
      </Text>
      {own.map(({ messages }) => (
        <Text key={messages.join()} size="sm" c="red">
          {messages.join(' ')}
        </Text>
      ))}
      {plain && (
        <DeviceFields
          value={{
            device: String(part['deviceId'] ?? ''),
            action: String(part['action'] ?? ''),
            durationMs: typeof part['durationMs'] === 'number' ? part['durationMs'] : 0,
            values: params as number[],
          }}
          deviceFault={builder.faults[`${node.id}.deviceId`]?.join(' ') ?? false}
          actionFault={builder.faults[`${node.id}.action`]?.join(' ') ?? false}
          change={(change) => {
            const next = { ...part }
            if (change.device !== undefined) next['deviceId'] = change.device
            if (change.action !== undefined) {
              next['action'] = change.action
              // These two end what is on: they last no time.
              if (change.action === 'STOP' || change.action === 'OFF') delete next['durationMs']
            }
            if (change.durationMs !== undefined) next['durationMs'] = change.durationMs
            if (change.values !== undefined) {
              if (change.values.length > 0) next['params'] = change.values
              else delete next['params']
            }
            builder.setField(node.id, next)
          }}
        />
      )}
      <Fields builder={builder} form={node.form} part={part} path={node.id} without={plain ? together : []} />
      {branches.map(({ path, item }, n) =>
        item === undefined ? null : (
          <Group key={path} grow align="flex-end">
            <Text size="sm">{t('builder.branchOf', { n: n + 1 })}</Text>
            {item.fields.map((field) => (
              <FieldInput
                key={field.name}
                builder={builder}
                field={field}
                path={`${item.path}.${field.name}`}
                value={partAt(builder.document, item.path)?.[field.name]}
              />
            ))}
          </Group>
        ),
      )}
    </Stack>
  )
}

/** Everything that can be done to a box, for whoever drags nothing. */
export function StepMenu({ builder, id }: { builder: Builder; id: string }) {
  const { t } = useTranslation('rules')
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" px={12} aria-label={t('more')}>
          <IconDots size={18} aria-hidden />
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconArrowUp size={16} aria-hidden />} onClick={() => builder.shift(id, -1)}>
          {t('builder.up')}
        </Menu.Item>
        <Menu.Item leftSection={<IconArrowDown size={16} aria-hidden />} onClick={() => builder.shift(id, 1)}>
          {t('builder.down')}
        </Menu.Item>
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => builder.copy(id)}>
          {t('builder.copy')}
        </Menu.Item>
        <Menu.Item leftSection={<IconScissors size={16} aria-hidden />} onClick={() => builder.cut(id)}>
          {t('builder.cut')}
        </Menu.Item>
        <Menu.Item disabled={builder.clip === null} onClick={() => builder.paste(id)}>
          {t('builder.paste')}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => builder.remove(id)}
        >
          {t('builder.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
