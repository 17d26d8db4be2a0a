import { Button, Group, NumberInput, Select, Stack, Text } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { changeLine, type LineSettings, type Machine } from '../api/machines'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { OrderNews } from './OrderNews'
import { isHeard } from './state'
import { useOrder } from './useOrder'

/** How the gateway talks to its boards: what is fixed by the protocol, and what can be set. */
export function LinePanel({ machine, manager }: { machine: Machine; manager: boolean }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  const { line } = machine
  return (
    <Panel title={t('line.title')}>
      {line === null ? (
        <Text size="sm" c="dimmed">
          {t('line.unknown')}
        </Text>
      ) : (
        <Stack>
          <div>
            <Text size="sm" fw={600}>
              {t('line.baud')}: {format.whole(line.baud)}
            </Text>
            <Text size="xs" c="dimmed">
              {t('line.baudHint')}
            </Text>
          </div>
          <Form
            key={`${line.ackTimeoutMs} ${line.windowLines}`}
            machine={machine}
            line={line}
            disabled={!manager || !isHeard(machine) || !machine.takesOrders}
          />
        </Stack>
      )}
    </Panel>
  )
}

function Form({ machine, line, disabled }: { machine: Machine; line: LineSettings; disabled: boolean }) {
  const { t } = useTranslation('machines')
  const [ms, setMs] = useState<number | string>(line.ackTimeoutMs)
  const [lines, setLines] = useState(String(line.windowLines))
  const change = useOrder(
    machine.gatewayId,
    undefined,
    (next: { ackTimeoutMs: number; windowLines: number }) => changeLine(machine.gatewayId, next),
  )
  const latest = change.orders?.find((order) => order.kind === 'Line')
  const isNew = ms !== line.ackTimeoutMs || Number(lines) !== line.windowLines
  const fits = typeof ms === 'number' && ms >= 20 && ms <= 2_000
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (typeof ms === 'number') change.give({ ackTimeoutMs: ms, windowLines: Number(lines) })
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <NumberInput
          label={t('line.ack')}
          description={t('line.ackHint')}
          min={20}
          max={2_000}
          clampBehavior="none"
          maw={420}
          suffix=" ms"
          disabled={disabled}
          error={fits ? null : t('test.outOfRange')}
          value={ms}
          onChange={setMs}
        />
        <Select
          label={t('line.window')}
          description={t('line.windowHint')}
          maw={420}
          data={['1', '2']}
          allowDeselect={false}
          disabled={disabled}
          value={lines}
          onChange={(next) => next && setLines(next)}
        />
        {change.error && <ProblemAlert error={change.error} />}
        {latest && <OrderNews order={latest} />}
        <Group>
          <Button type="submit" mih={40} disabled={disabled || !isNew || !fits} loading={change.isGiving}>
            {t('line.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
