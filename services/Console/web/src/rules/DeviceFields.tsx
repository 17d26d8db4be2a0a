import { Autocomplete, ColorInput, Group, NumberInput, Select, Stack, TextInput } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeviceType } from '../api/rules'
import { useFormat } from '../words/useFormat'
import { useDeviceChoice, useWords, type Device } from './useRules'

export interface DeviceUse {
  device: string
  action: string
  values: number[]
  durationMs: number
}

/** Which device does what for how long: devices and actions are those that the real boards have. */
export function DeviceFields(props: {
  value: DeviceUse
  change: (change: Partial<DeviceUse>) => void
  deviceFault?: string | false
  actionFault?: string | false
}) {
  const { value, change } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  const format = useFormat()
  const { devices, types } = useDeviceChoice()
  const chosen = devices.find(({ id }) => id === value.device)
  const type = chosen && types.get(chosen.type)
  const action = type?.actions.find(({ word }) => word === value.action)
  const still = value.action === 'STOP' || value.action === 'OFF'
  const choose = (id: string) => {
    const device = devices.find((one) => one.id === id)
    const able = device && types.get(device.type)
    const first = able?.actions.find(({ word }) => word !== 'STOP' && word !== 'OFF') ?? able?.actions[0]
    const keeps = able?.actions.some(({ word }) => word === value.action)
    change({
      device: id.toUpperCase(),
      ...(able && !keeps && first && { action: first.word, values: usual(first) }),
      ...(device && value.durationMs > device.maxMs && { durationMs: device.maxMs }),
    })
  }
  return (
    <Stack gap="sm">
      <Group grow align="flex-start">
        <Autocomplete
          label={t('device.device')}
          description={devices.length === 0 ? t('device.none') : t('device.hint')}
          required
          error={props.deviceFault}
          maxLength={7}
          data={groups(devices)}
          value={value.device}
          onChange={choose}
        />
        {type ? (
          <Select
            label={t('device.action')}
            description={words(type.title)}
            required
            error={props.actionFault}
            data={type.actions.map(({ word }) => ({ value: word, label: words(word) }))}
            value={value.action || null}
            onChange={(word) =>
              change({ action: word ?? '', values: usual(type.actions.find((one) => one.word === word)) })
            }
          />
        ) : (
          <TextInput
            label={t('device.action')}
            description={t('device.actionHint')}
            required
            error={props.actionFault}
            maxLength={12}
            value={value.action}
            onChange={(event) => change({ action: event.currentTarget.value.toUpperCase(), values: [] })}
          />
        )}
        {!still && (
          <NumberInput
            label={t('device.for')}
            description={chosen ? t('device.most', { ms: format.whole(chosen.maxMs) }) : t('device.ms')}
            min={1}
            max={chosen && chosen.maxMs > 0 ? chosen.maxMs : 3_600_000}
            allowDecimal={false}
            suffix=" ms"
            thousandSeparator
            value={value.durationMs}
            onChange={(ms) => typeof ms === 'number' && change({ durationMs: ms })}
          />
        )}
      </Group>
      {action && action.values.length > 0 && (
        <ValueFields action={action} values={value.values} change={(values) => change({ values })} />
      )}
    </Stack>
  )
}

type Action = DeviceType['actions'][number]

const isColour = (action: Action) => action.values.length === 3 && action.values[0]?.name === 'red'

/** An action that can do without values is given none; else the largest of each. */
const usual = (action: Action | undefined) =>
  action === undefined || action.counts.includes(0) ? [] : action.values.map(({ most }) => most)

function ValueFields(props: { action: Action; values: number[]; change: (values: number[]) => void }) {
  const { action, values, change } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  if (isColour(action))
    return (
      <ColorInput
        label={t('device.colour')}
        format="rgb"
        maw={240}
        value={values.length === 3 ? `rgb(${values.join(', ')})` : ''}
        onChange={(colour) => {
          const found = colour.match(/\d+/g)?.slice(0, 3).map(Number)
          change(found?.length === 3 ? found : [])
        }}
      />
    )
  return (
    <Group grow>
      {action.values.map((one, n) => (
        <NumberInput
          key={one.name}
          label={words(one.name)}
          min={one.least}
          max={one.most}
          suffix={one.unit && ` ${one.unit}`}
          value={values[n] ?? ''}
          onChange={(value) => {
            const next = action.values.map((each, k) => (k === n ? Number(value) : (values[k] ?? each.least)))
            change(value === '' && action.counts.includes(0) ? [] : next)
          }}
        />
      ))}
    </Group>
  )
}

/** Devices by their board; the same name on two boards is offered once: a rule moves that of its account's board. */
function groups(devices: readonly Device[]) {
  const seen = new Set<string>()
  const boards = new Map<string, string[]>()
  for (const { id, board } of devices) {
    if (seen.has(id)) continue
    seen.add(id)
    boards.set(board, [...(boards.get(board) ?? []), id])
  }
  return [...boards].map(([group, items]) => ({ group, items }))
}
