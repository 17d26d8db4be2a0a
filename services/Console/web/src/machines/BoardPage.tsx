import { Button, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconArrowLeft, IconEdit, IconPlugConnectedX } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import type { Machine, MachineBoard } from '../api/machines'
import { milliseconds } from '../live/words'
import { PartStop } from '../frame/PartStop'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { AccountsPanel } from './AccountsPanel'
import { BoardBadge } from './BoardBadge'
import { DeviceTable } from './DeviceTable'
import { FirmwarePanel } from './FirmwarePanel'
import classes from './Machines.module.css'
import { OrdersPanel } from './OrdersPanel'
import { hindrance, hindranceToChange, isHeard } from './state'
import { TableEditor } from './TableEditor'
import { useMachines } from './useMachines'

/** One board: its devices, what they hang on, its firmware, and who uses it. */
export default function BoardPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('machines')
  const { gateway, board: boardId } = useParams()
  const { list, machines, latched } = useMachines()
  const machine = machines?.find((one) => one.gatewayId === gateway)
  const present = machine?.status?.boards.find((one) => one.boardId === boardId)
  // A board that loses its line for a moment must not take with it what is being entered.
  const [last, setLast] = useState<MachineBoard>()
  if (present !== undefined && present !== last) setLast(present)
  const board =
    present ??
    (last?.boardId === boardId && last !== undefined
      ? { ...last, state: 'Offline' as const, detail: t('goneBoard.text') }
      : undefined)
  return (
    <Stack gap="md">
      <Group>
        <Button
          component={Link}
          to={machine ? `/machines/${machine.gatewayId}` : '/machines'}
          variant="subtle"
          mih={40}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
        >
          <bdi>{machine?.name ?? machine?.gatewayId ?? t('title')}</bdi>
        </Button>
      </Group>
      {list.isError && <ProblemAlert error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loader aria-label={t('loading')} />}
      {machines && !board && (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title={t('goneBoard.title', { id: boardId ?? '' })}>
            {t('goneBoard.text')}
          </Empty>
        </Paper>
      )}
      {machine && board && (
        <Whole
          key={board.boardId}
          machine={machine}
          board={board}
          member={member}
          latched={latched(machine.gatewayId, board.boardId)}
        />
      )}
    </Stack>
  )
}

function Whole(props: { machine: Machine; board: MachineBoard; member: SignedIn; latched: boolean }) {
  const { machine, board, latched } = props
  const { t } = useTranslation('machines')
  const [search, setSearch] = useSearchParams()
  const [reading, setReading] = useState(0)
  const manager = isManager(props.member)
  const known = isHeard(machine)
  const change = hindranceToChange(machine, board, latched)
  const editing = manager && search.get('edit') === 'devices'
  const edit = (on: boolean) => setSearch(on ? { edit: 'devices' } : {}, { replace: true })
  return (
    <>
      <BoardHead board={board} known={known} />
      <div className={classes.columns}>
        <Panel
          title={t('device.title')}
          aside={
            manager &&
            !editing && (
              <Button
                variant="default"
                mih={40}
                leftSection={<IconEdit size={16} aria-hidden />}
                disabled={!machine.takesOrders}
                onClick={() => edit(true)}
              >
                {t('device.edit')}
              </Button>
            )
          }
        >
          {editing ? (
            <TableEditor
              key={reading}
              machine={machine}
              board={board}
              hindrance={change}
              anew={() => setReading((count) => count + 1)}
              close={() => edit(false)}
            />
          ) : (
            <DeviceTable
              board={board}
              known={known}
              hindrance={hindrance(machine, board, latched)}
              manager={manager}
            />
          )}
        </Panel>
        <Stack gap="md">
          <FirmwarePanel machine={machine} board={board} hindrance={change} manager={manager} />
          <AccountsPanel board={board} manager={manager} />
          <OrdersPanel gatewayId={machine.gatewayId} boardId={board.boardId} />
        </Stack>
      </div>
    </>
  )
}

function BoardHead({ board, known }: { board: MachineBoard; known: boolean }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  return (
    <Group justify="space-between" align="flex-start" wrap="nowrap">
      <div className={classes.head}>
        <Group gap="sm">
          <Title order={1} size="h3" ff="monospace">
            {board.boardId}
          </Title>
          <BoardBadge board={board} known={known} />
        </Group>
        <Text size="xs" c="dimmed" className="breakable" mt={2}>
          {[
            board.port,
            board.portDescription,
            known && board.boardMs ? t('board.answers', { ms: milliseconds(board.boardMs) }) : null,
            t('board.errors', { count: board.lineErrors, shown: format.whole(board.lineErrors) }),
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {known && board.detail && (
          <Group gap={8} mt={6} wrap="nowrap" align="flex-start" role="status">
            <IconAlertTriangle size={18} aria-hidden className="warn" />
            <Text size="sm" className="breakable">
              {board.detail}
            </Text>
          </Group>
        )}
      </div>
      <Group gap="xs" wrap="nowrap" className={classes.headActions}>
        <PartStop scope={{ boardId: board.boardId }} name={board.boardId} />
      </Group>
    </Group>
  )
}
