import { Button, Fieldset, Group, NumberInput, Stack, Text, TextInput } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FormField, Json } from '../../api/rules'
import type { Path } from '../model/document'
import { useWords } from '../useRules'
import type { Builder } from './useBuilder'

/** Values by name: of names that are given, or of one's own. */
export function MapInput(props: {
  builder: Builder
  field: FormField
  path: Path
  value: Json | undefined
  error: string | undefined
}) {
  const { builder, field, path } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  const value =
    typeof props.value === 'object' && props.value !== null && !Array.isArray(props.value) ? props.value : {}
  const put = (entries: [string, Json | undefined][]) => {
    const kept = entries.filter(([, one]) => one !== undefined)
    builder.setField(path, kept.length === 0 ? undefined : (Object.fromEntries(kept) as Json))
  }
  const entries = Object.entries(value)
  return (
    <Fieldset legend={words(field.label)} p="xs">
      <Stack gap="xs">
        {field.help !== undefined && (
          <Text size="xs" c="dimmed">
            {words(field.help)}
          </Text>
        )}
        {props.error !== undefined && (
          <Text size="xs" c="red">
            {props.error}
          </Text>
        )}
        {field.choices?.map((name) => (
          <NumberInput
            key={name}
            label={words(name)}
            readOnly={builder.readOnly}
            min={0}
            allowDecimal={false}
            suffix={field.unit && ` ${field.unit}`}
            error={builder.faults[`${path}.${name}`]?.join(' ')}
            value={typeof value[name] === 'number' ? value[name] : ''}
            onChange={(next) =>
              put([
                ...entries.filter(([one]) => one !== name),
                [name, typeof next === 'number' ? next : undefined],
              ])
            }
          />
        ))}
        {field.choices === undefined &&
          entries.map(([name, one], n) => (
            <Group key={n} gap="xs" wrap="nowrap">
              <TextInput
                aria-label={`${words(field.label)} ${n + 1}`}
                readOnly={builder.readOnly}
                value={name}
                onChange={(event) => put(entries.with(n, [event.currentTarget.value, one]))}
              />
              <TextInput
                flex={1}
                aria-label={`${words(field.label)} ${n + 1}: ${name}`}
                readOnly={builder.readOnly}
                value={String(one ?? '')}
                onChange={(event) => put(entries.with(n, [name, event.currentTarget.value]))}
              />
              {!builder.readOnly && (
                <Button
                  variant="subtle"
                  color="gray"
                  px={10}
                  aria-label={t('builder.removeItem', { n: name })}
                  onClick={() => put(entries.toSpliced(n, 1))}
                >
                  <IconTrash size={16} aria-hidden />
                </Button>
              )}
            </Group>
          ))}
        {field.choices === undefined && !builder.readOnly && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => put([...entries, [`field${entries.length + 1}`, '']])}
          >
            {t('builder.addItem')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}
