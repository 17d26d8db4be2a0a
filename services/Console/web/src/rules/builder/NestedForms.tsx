import { Button, Fieldset, Group, Select, Stack, Switch } from '@mantine/core'
import { IconPlus, IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Json, Part } from '../../api/rules'
import { formOf, formsOf, fresh } from '../model/catalogue'
import type { Path } from '../model/document'
import { useWords } from '../useRules'
import { FieldInput, Fields, type FieldProps } from './FieldInput'

const isObject = (value: Json | undefined): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** One condition or several, each with its own kind; those that hold others hold them here. */
export function Conditions({ builder, field, path, value }: FieldProps) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const forms = formsOf(builder.catalogue, 'condition')
  const items: [Path, Json | undefined][] = field.list
    ? (Array.isArray(value) ? value : []).map((one, n) => [`${path}[${n}]`, one])
    : [[path, value]]
  return (
    <Fieldset legend={words(field.label)} p="xs">
      <Stack gap="sm">
        {items.map(([at, item], n) => {
          const part = isObject(item) ? item : undefined
          const form = formOf(builder.catalogue, 'condition', part)
          return (
            <Stack key={at} gap="xs">
              <Group gap="xs" wrap="nowrap" align="flex-end">
                <Select
                  flex={1}
                  aria-label={words(field.label)}
                  readOnly={builder.readOnly}
                  allowDeselect={false}
                  data={forms.map(({ type = '', title }) => ({ value: type, label: words(title) }))}
                  value={part?.type ?? null}
                  error={builder.faults[at]?.join(' ')}
                  onChange={(type) => {
                    const chosen = forms.find((one) => one.type === type)
                    if (chosen) builder.setField(at, fresh(chosen) as Json)
                  }}
                />
                {field.list && !builder.readOnly && (
                  <Button
                    variant="subtle"
                    color="gray"
                    px={10}
                    aria-label={t('builder.removeItem', { n: n + 1 })}
                    onClick={() => builder.setField(at, undefined)}
                  >
                    <IconTrash size={16} aria-hidden />
                  </Button>
                )}
              </Group>
              {part && <Fields builder={builder} form={form} part={part} path={at} />}
            </Stack>
          )
        })}
        {field.list && !builder.readOnly && (
          <Button
            variant="default"
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              const [first] = forms
              if (first) builder.setField(`${path}[${items.length}]`, fresh(first) as Json)
            }}
          >
            {t('builder.addCondition')}
          </Button>
        )}
      </Stack>
    </Fieldset>
  )
}

/** A form of its own inside of another, which may be left out. */
export function OptionalForm({ builder, field, path, value }: FieldProps) {
  const words = useWords()
  const part = isObject(value) ? value : undefined
  return (
    <Stack gap="xs">
      <Switch
        label={words(field.label)}
        description={field.help && words(field.help)}
        disabled={builder.readOnly}
        checked={part !== undefined}
        onChange={(event) => builder.setField(path, event.currentTarget.checked ? {} : undefined)}
      />
      {part &&
        (field.fields ?? []).map((one) => (
          <FieldInput
            key={one.name}
            builder={builder}
            field={one}
            path={`${path}.${one.name}`}
            value={part[one.name]}
          />
        ))}
    </Stack>
  )
}
