import { Alert, Button, Group, Modal, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DeviceType, MachineDevice } from '../api/machines'
import { useFormat } from '../words/useFormat'
import type { Hindrance } from './state'
import { TestAnswer } from './TestAnswer'
import { actionsOf, longestTest, quickTest, usualValues } from './tests'
import { useTest } from './useTest'

/** A test with an action, a time and values of one's own choice, each within what the device may. */
export function TestDialog(props: {
  boardId: string
  device: MachineDevice
  type: DeviceType | undefined
  testMostMs: number
  hindrance: Hindrance | null
  close: () => void
}) {
  const { device, type } = props
  const { t } = useTranslation('machines')
  const format = useFormat()
  const quick = quickTest(device, type)
  const actions = actionsOf(type)
  const most = longestTest(device, props.testMostMs)
  const [word, setWord] = useState(quick.action)
  const [ms, setMs] = useState<number | string>(Math.min(500, most))
  const [values, setValues] = useState<(number | string)[]>(quick.params)
  const test = useTest(props.boardId, device.deviceId)
  const action = actions.find((one) => one.word === word)
  const params = values.map(Number)
  const isWhole =
    action !== undefined &&
    typeof ms === 'number' &&
    ms >= 1 &&
    ms <= most &&
    values.every((value) => value !== '') &&
    action.counts.includes(values.length)
  const choose = (next: string | null) => {
    const chosen = actions.find((one) => one.word === next)
    if (chosen === undefined) return
    setWord(chosen.word)
    setValues(usualValues(chosen))
  }
  const setValue = (n: number, value: number | string) =>
    setValues((known) => {
      // Values are left out from the right only.
      const next = [...known]
      next[n] = value
      return next[n] === '' && n === next.length - 1 && action?.counts.includes(n) ? next.slice(0, n) : next
    })
  return (
    <Modal opened onClose={props.close} title={t('test.title', { device: device.deviceId })}>
      <Stack>
        {props.hindrance !== null && (
          <Alert color="yellow" variant="light">
            {t(`hindrance.${props.hindrance}`)}
          </Alert>
        )}
        <Select
          label={t('test.action')}
          data={actions.map((one) => one.word)}
          value={word}
          onChange={choose}
          allowDeselect={false}
        />
        <NumberInput
          label={t('test.duration')}
          description={t('test.durationHint', { ms: format.whole(most) })}
          min={1}
          max={most}
          clampBehavior="none"
          error={typeof ms === 'number' && ms >= 1 && ms <= most ? null : t('test.outOfRange')}
          value={ms}
          onChange={setMs}
          suffix=" ms"
        />
        {action?.values.map((value, n) => (
          <NumberInput
            key={`${word} ${value.name}`}
            label={value.unit ? `${value.name}, ${value.unit}` : value.name}
            description={t('test.range', { least: value.least, most: value.most })}
            min={value.least}
            max={value.most}
            disabled={n > values.length}
            value={values[n] ?? ''}
            onChange={(next) => setValue(n, next)}
          />
        ))}
        <Text size="xs" c="dimmed">
          {t('test.bounded')}
        </Text>
        <Text size="sm" role="status" mih={20}>
          {test.commandId !== undefined && <TestAnswer key={test.commandId} commandId={test.commandId} />}
        </Text>
        <Group justify="space-between">
          <Button
            variant="default"
            mih={40}
            disabled={props.hindrance !== null}
            onClick={() => test.run({ action: 'STOP', durationMs: 0, params: [] })}
          >
            {t('test.off')}
          </Button>
          <Button
            mih={40}
            disabled={!isWhole || props.hindrance !== null}
            loading={test.isPending}
            onClick={() => test.run({ action: word, durationMs: Number(ms), params })}
          >
            {t('test.run')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
