import { ActionIcon, Checkbox, Group, NumberInput, Select, TextInput } from '@mantine/core'
import { IconTrash } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { BoardKind, DeviceType } from '../api/machines'
import { useFormat } from '../words/useFormat'
import classes from './Machines.module.css'
import { activeLow, faultsOf, freePins, stopButton, withType, type Draft, type Fault } from './table'
import { useTypeName } from './useTypeName'

/** One device of a table that is edited. */
export function RowEditor(props: {
  draft: Draft
  drafts: readonly Draft[]
  kind: BoardKind | undefined
  types: readonly DeviceType[]
  disabled: boolean
  change: (next: Draft) => void
  remove: () => void
}) {
  const { draft, drafts, kind, types, disabled, change } = props
  const { t } = useTranslation('machines')
  const typeName = useTypeName()
  const format = useFormat()
  const type = types.find((one) => one.word === draft.type)
  const faults = faultsOf(draft, drafts, type)
  const fault = (...kinds: Fault[]) => {
    const found = kinds.find((one) => faults.includes(one))
    return found === undefined ? null : t(`fault.${found}`, { most: format.whole(type?.hardMaxMs ?? 0) })
  }
  const number = (value: number | string) => (typeof value === 'number' ? value : 0)
  const flag = (bit: number, on: boolean) =>
    change({ ...draft, flags: on ? draft.flags | bit : draft.flags & ~bit })
  const wirings = type?.wirings ?? [draft.pins.map(String)]
  const wiring = wirings.find((one) => one.length === draft.pins.length) ?? []
  return (
    <fieldset className={classes.row} disabled={disabled} data-row={draft.name}>
      <legend className="visually-hidden">{draft.name}</legend>
      <TextInput
        label={t('row.name')}
        maxLength={7}
        value={draft.name}
        error={fault('name', 'nameTwice')}
        onChange={(event) => change({ ...draft, name: event.currentTarget.value.toUpperCase() })}
      />
      <Select
        label={t('row.type')}
        data={[
          ...types.map((one) => ({
            value: one.word,
            label: typeName(one),
          })),
          ...(type ? [] : [{ value: draft.type, label: draft.type }]),
        ]}
        value={draft.type}
        allowDeselect={false}
        disabled={disabled}
        onChange={(word) => {
          const next = types.find((one) => one.word === word)
          if (next && next.word !== draft.type) change(withType(draft, next, drafts))
        }}
      />
      {wirings.length > 1 && (
        <Select
          label={t('row.wiring')}
          data={wirings.map((one) => ({ value: String(one.length), label: one.join(', ') }))}
          value={String(draft.pins.length)}
          allowDeselect={false}
          disabled={disabled}
          onChange={(count) =>
            change({
              ...draft,
              pins: Array.from({ length: Number(count) }, (_, n) => draft.pins[n] ?? null),
            })
          }
        />
      )}
      {draft.pins.map((pin, n) => (
        <Select
          key={n}
          label={t('row.pin', { use: wiring[n] ?? '' })}
          placeholder={t('row.choosePin')}
          searchable
          data={freePins(draft, n, drafts, kind).map((one) => ({
            value: String(one.number),
            label: one.timer === null ? one.label : `${one.label} PWM`,
          }))}
          value={pin === null ? null : String(pin)}
          error={pin === null ? t('fault.pins') : null}
          disabled={disabled}
          onChange={(next) =>
            change({
              ...draft,
              pins: draft.pins.map((one, at) => (at === n ? Number(next ?? NaN) || null : one)),
            })
          }
        />
      ))}
      {type && !type.isInput && (
        <>
          <NumberInput
            label={t('row.maxMs')}
            min={1}
            max={type.hardMaxMs}
            clampBehavior="none"
            suffix=" ms"
            thousandSeparator
            value={draft.maxMs}
            error={fault('maxMs')}
            onChange={(value) => change({ ...draft, maxMs: number(value) })}
          />
          <NumberInput
            label={t('row.dutyPct')}
            min={1}
            max={100}
            clampBehavior="none"
            suffix=" %"
            value={draft.dutyPct}
            error={fault('dutyPct', 'budget')}
            onChange={(value) => change({ ...draft, dutyPct: number(value) })}
          />
          <NumberInput
            label={t('row.windowS')}
            min={1}
            max={65_535}
            clampBehavior="none"
            suffix=" s"
            value={draft.windowS}
            error={fault('windowS')}
            onChange={(value) => change({ ...draft, windowS: number(value) })}
          />
        </>
      )}
      {type?.size && (
        <NumberInput
          label={t('row.size')}
          min={1}
          max={255}
          clampBehavior="none"
          value={draft.size}
          error={fault('size')}
          onChange={(value) => change({ ...draft, size: number(value) })}
        />
      )}
      <Group className={classes.flags} gap="md">
        <Checkbox
          label={t('row.activeLow')}
          checked={(draft.flags & activeLow) !== 0}
          onChange={(event) => flag(activeLow, event.currentTarget.checked)}
        />
        {type?.isInput && (
          <Checkbox
            label={t('row.stopButton')}
            checked={(draft.flags & stopButton) !== 0}
            onChange={(event) => flag(stopButton, event.currentTarget.checked)}
          />
        )}
        <ActionIcon
          ml="auto"
          variant="subtle"
          color="red"
          size={40}
          aria-label={t('row.remove', { device: draft.name })}
          onClick={props.remove}
        >
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </fieldset>
  )
}
