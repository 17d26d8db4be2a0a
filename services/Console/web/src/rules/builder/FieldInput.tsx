import {
  Autocomplete,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Form, FormField, Json, Part } from '../../api/rules'
import { isDrawn } from '../model/catalogue'
import type { Path } from '../model/document'
import { lengthOf } from '../model/summary'
import { useSounds } from '../../overlays/useOverlays'
import { useDeviceChoice, useWords } from '../useRules'
import { useFormat } from '../../words/useFormat'
import type { Builder } from './useBuilder'
import { MapInput } from './MapInput'
import { Conditions, OptionalForm } from './NestedForms'

export interface FieldProps {
  builder: Builder
  field: FormField
  path: Path
  value: Json | undefined
}

/** The fields of a part, as the catalogue describes them: a kind that came later needs nothing here. */
export function Fields(props: {
  builder: Builder
  form: Form | undefined
  part: Part
  path: Path
  without?: readonly string[]
}) {
  const { form, part, path, without = [] } = props
  return (
    <Stack gap="sm">
      {(form?.fields ?? [])
        .filter((field) => !isDrawn(field) && !without.includes(field.name))
        .map((field) => (
          <FieldInput
            key={field.name}
            builder={props.builder}
            field={field}
            path={`${path}.${field.name}`}
            value={part[field.name]}
          />
        ))}
    </Stack>
  )
}

/** Written as a number it is one, anything else is a text with placeholders. */
const numberOrText = (text: string): Json | undefined =>
  text.trim() === '' ? undefined : /^-?\d{1,15}$/.test(text.trim()) ? Number(text) : text

export function FieldInput({ builder, field, path, value }: FieldProps) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const format = useFormat()
  const { devices } = useDeviceChoice()
  const sounds = useSounds(field.kind === 'sound').data?.map(({ name }) => name) ?? []
  const messages = Object.entries(builder.faults)
    .filter(([at]) => at === path || (field.list && at.startsWith(`${path}[`)))
    .flatMap(([, found]) => found)
  const set = (next: Json | undefined) => builder.setField(path, next)
  const shownDefault =
    typeof field.default === 'number' && field.kind === 'duration'
      ? lengthOf(field.default, { number: format.tenths })
      : typeof field.default === 'number' || typeof field.default === 'string'
        ? String(field.default)
        : undefined
  const common = {
    label: words(field.label),
    description: [
      field.help && words(field.help),
      field.template && t('builder.placeholders', { names: '{user} {gift} {comment}' }),
    ]
      .filter(Boolean)
      .join(' '),
    required: field.required,
    readOnly: builder.readOnly,
    onBlur: () => builder.leave(path),
    error: messages.length > 0 ? messages.join(' ') : undefined,
    placeholder:
      shownDefault === undefined ? undefined : t('builder.default', { value: words(shownDefault) }),
  }
  const unit = field.unit === undefined ? undefined : ` ${words(field.unit)}`
  if (field.kind === 'condition') return <Conditions {...{ builder, field, path, value }} />
  if (field.kind === 'map') return <MapInput {...{ builder, field, path, value, error: common.error }} />
  if (field.kind === 'form') return <OptionalForm {...{ builder, field, path, value }} />
  if (field.kind === 'boolean')
    return (
      <Switch
        label={common.label}
        description={common.description}
        disabled={builder.readOnly}
        checked={value === undefined ? field.default === true : value === true}
        onChange={(event) => set(event.currentTarget.checked)}
      />
    )
  if (field.kind === 'choice') {
    const data = (field.choices ?? []).map((choice) => ({ value: choice, label: words(choice) }))
    return field.list ? (
      <MultiSelect
        {...common}
        data={data}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(next) => set(next)}
      />
    ) : (
      <Select
        {...common}
        data={data}
        clearable={!field.required}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => set(next ?? undefined)}
      />
    )
  }
  if (field.list) {
    const numeric = field.kind === 'integer' || field.kind === 'number'
    const long = Array.isArray(value) && value.some((one) => typeof one === 'string')
    return (
      <TagsInput
        {...common}
        placeholder={Array.isArray(value) && value.length > 0 ? undefined : common.placeholder}
        acceptValueOnBlur
        splitChars={numeric ? [',', ' '] : []}
        allowDuplicates={numeric}
        value={Array.isArray(value) ? value.map(String) : []}
        onChange={(next) =>
          // Ids that came as texts stay texts: as numbers they would lose their last digits.
          set(
            next.length === 0 && !field.required
              ? undefined
              : next.map((one) =>
                  numeric && !long && /^-?\d{1,15}$/.test(one.trim()) ? Number(one) : one.trim(),
                ),
          )
        }
      />
    )
  }
  if (field.kind === 'rule')
    return (
      <Select
        {...common}
        searchable
        data={builder.rules.map(({ id, name }) => ({ value: id, label: name }))}
        value={typeof value === 'string' ? value : null}
        onChange={(next) => set(next ?? undefined)}
      />
    )
  if (field.kind === 'device')
    return (
      <Autocomplete
        {...common}
        data={[...new Set(devices.map(({ id }) => id))]}
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => set(next === '' ? undefined : next.toUpperCase())}
      />
    )
  if (field.kind === 'sound')
    return (
      <Autocomplete
        {...common}
        data={sounds}
        value={typeof value === 'string' ? value : ''}
        onChange={(next) => set(next === '' && !field.required ? undefined : next)}
      />
    )
  if (field.kind === 'time')
    return (
      <TextInput
        {...common}
        type="time"
        value={typeof value === 'string' ? value.slice(0, 5) : ''}
        onChange={(event) =>
          set(event.currentTarget.value === '' ? undefined : `${event.currentTarget.value}:00`)
        }
      />
    )
  if ((field.kind === 'integer' || field.kind === 'duration') && !field.template)
    return (
      <NumberInput
        {...common}
        min={field.min}
        max={field.max}
        clampBehavior="none"
        allowDecimal={false}
        thousandSeparator
        suffix={unit}
        value={typeof value === 'number' ? value : ''}
        onChange={(next) => set(typeof next === 'number' ? next : undefined)}
      />
    )
  if (field.kind === 'number' || field.kind === 'duration')
    return (
      <TextInput
        {...common}
        rightSection={unit && <Text size="xs">{unit}</Text>}
        rightSectionWidth={unit === undefined ? 0 : 48}
        value={value === undefined || value === null ? '' : String(value as string | number)}
        onChange={(event) => set(numberOrText(event.currentTarget.value))}
      />
    )
  const text = typeof value === 'string' ? value : ''
  return field.template ? (
    <Textarea
      {...common}
      autosize
      minRows={1}
      maxRows={6}
      value={text}
      onChange={(event) => set(event.currentTarget.value)}
    />
  ) : (
    <TextInput
      {...common}
      value={text}
      onChange={(event) =>
        set(event.currentTarget.value === '' && !field.required ? undefined : event.currentTarget.value)
      }
    />
  )
}
