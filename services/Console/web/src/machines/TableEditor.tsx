import { Alert, Button, Group, Menu, Stack, Text } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  changeDevices,
  type BoardRow,
  type DeviceType,
  type Machine,
  type MachineBoard,
} from '../api/machines'
import { ProblemAlert } from '../parts/ProblemAlert'
import classes from './Machines.module.css'
import { OrderNews } from './OrderNews'
import { RowEditor } from './RowEditor'
import { isPending, type Hindrance } from './state'
import { changeOf, faultsOf, isChange, newDraft, rowsOf, wholeRows, type Draft } from './table'
import { useKinds } from './useMachines'
import { useOrder } from './useOrder'
import { useTypeName } from './useTypeName'

/** A board that nobody knows the kind of has at least so many rows. */
const fewestRows = 10

/**
 * What hangs on which pin, edited as a whole and written to the board by its gateway, which checks it as the board does
 * after it. What was begun here stays until it is written or given up.
 */
export function TableEditor(props: {
  machine: Machine
  board: MachineBoard
  hindrance: Hindrance | null
  /** Begins with the board's table as it is now. */
  anew: () => void
  close: () => void
}) {
  const { machine, board, close } = props
  const { t } = useTranslation('machines')
  const typeName = useTypeName()
  const kinds = useKinds().data
  const kind = kinds?.boards.find((one) => one.word === board.kind)
  const [before] = useState<BoardRow[]>(() => rowsOf(board.devices))
  const [drafts, setDrafts] = useState<Draft[]>(before)
  const order = useOrder(machine.gatewayId, board.boardId, (rows: BoardRow[]) =>
    changeDevices(machine.gatewayId, board.boardId, before, rows),
  )
  const state = order.order?.state
  useEffect(() => {
    if (state === 'Done') close()
  }, [state, close])
  const types = kinds?.types ?? []
  const typeOf = (draft: Draft) => types.find((type) => type.word === draft.type)
  const change = changeOf(before, drafts)
  const rows = wholeRows(drafts)
  const faulty = drafts.some((draft) => faultsOf(draft, drafts, typeOf(draft)).length > 0)
  const pending = order.isGiving || (order.order !== undefined && isPending(order.order))
  const most = kind?.mostDevices ?? Math.max(fewestRows, drafts.length)
  const add = (type: DeviceType) =>
    setDrafts((known) => {
      const made = newDraft(type, known, most)
      return made === undefined ? known : [...known, made]
    })
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {t('edit.intro')}
      </Text>
      {drafts.length === 0 && <Text size="sm">{t('edit.empty')}</Text>}
      {drafts.map((draft) => (
        <RowEditor
          key={draft.index}
          draft={draft}
          drafts={drafts}
          kind={kind}
          types={types}
          disabled={pending}
          change={(next) => setDrafts((known) => known.map((one) => (one.index === next.index ? next : one)))}
          remove={() => setDrafts((known) => known.filter((one) => one.index !== draft.index))}
        />
      ))}
      <Group>
        <Menu position="bottom-start" width={260}>
          <Menu.Target>
            <Button
              variant="default"
              mih={40}
              leftSection={<IconPlus size={16} aria-hidden />}
              disabled={pending || drafts.length >= most || types.length === 0}
            >
              {t('edit.add')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {types.map((type) => (
              <Menu.Item key={type.word} mih={40} onClick={() => add(type)}>
                {typeName(type)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
        <Text size="xs" c="dimmed">
          {t('edit.rows', { used: drafts.length, most })}
        </Text>
      </Group>
      {order.error && <ProblemAlert error={order.error} />}
      {order.order && <OrderNews order={order.order} />}
      {props.hindrance !== null && !pending && (
        <Alert color="yellow" variant="light">
          {t(`hindrance.${props.hindrance}`)}
        </Alert>
      )}
      <div className={classes.editBar}>
        <Text size="sm" aria-live="polite">
          {isChange(change)
            ? t('edit.change', {
                added: change.added.join(', ') || '–',
                changed: change.changed.join(', ') || '–',
                removed: change.removed.join(', ') || '–',
              })
            : t('edit.noChange')}
        </Text>
        <Group gap="xs">
          <Button variant="default" mih={40} disabled={pending} onClick={close}>
            {t('cancel')}
          </Button>
          <Button variant="default" mih={40} disabled={pending} onClick={props.anew}>
            {t('edit.anew')}
          </Button>
          <Button
            mih={40}
            loading={pending}
            disabled={!isChange(change) || faulty || rows === undefined || props.hindrance !== null}
            onClick={() => rows && order.give(rows)}
          >
            {t('edit.write')}
          </Button>
        </Group>
      </div>
    </Stack>
  )
}
