import { Badge, Group, Paper, Text } from '@mantine/core'
import { IconAlertTriangle, IconArrowUpCircle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Machine, MachineBoard } from '../api/machines'
import { milliseconds } from '../live/words'
import { useFormat } from '../words/useFormat'
import { BoardBadge } from './BoardBadge'
import { DeviceTable } from './DeviceTable'
import classes from './Machines.module.css'
import { hindrance, isHeard } from './state'
import { useBoardAccounts } from './useBoardAccounts'

/** One board among others: how it is, its devices with a test each, and who uses it. */
export function BoardCard(props: {
  machine: Machine
  board: MachineBoard
  latched: boolean
  manager: boolean
}) {
  const { machine, board } = props
  const { t } = useTranslation('machines')
  const format = useFormat()
  const known = isHeard(machine)
  const { own } = useBoardAccounts(board.boardId)
  return (
    <Paper withBorder p="md" className={classes.board} data-faded={!known} data-board={board.boardId}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={650} ff="monospace" className="breakable">
          {board.boardId === '' ? (
            t('board.unknown')
          ) : (
            <Link to={`/machines/${machine.gatewayId}/${board.boardId}`} className={classes.link}>
              {board.boardId}
            </Link>
          )}
        </Text>
        <BoardBadge board={board} known={known} />
      </Group>
      <Text size="xs" c="dimmed" className="breakable">
        {[
          board.port,
          board.firmware && t('board.firmware', { version: board.firmware }),
          known && board.boardMs ? t('board.answers', { ms: milliseconds(board.boardMs) }) : null,
          board.lineErrors > 0
            ? t('board.errors', { count: board.lineErrors, shown: format.whole(board.lineErrors) })
            : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      {known && board.updateTo && (
        <Badge mt={8} color="blue" variant="light" leftSection={<IconArrowUpCircle size={14} aria-hidden />}>
          {t('board.updateDue', { version: board.updateTo })}
        </Badge>
      )}
      {known && board.detail && (
        <Group gap={8} mt="xs" wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={16} aria-hidden className="warn" />
          <Text size="sm" className="breakable">
            {board.detail}
          </Text>
        </Group>
      )}
      {own.length > 0 && (
        <Text size="sm" mt="xs">
          {t('board.usedBy')}{' '}
          {own.map((account, n) => (
            <bdi key={account.id}>
              {n > 0 && ', '}@{account.handle}
            </bdi>
          ))}
        </Text>
      )}
      <DeviceTable
        board={board}
        known={known}
        hindrance={hindrance(machine, board, props.latched)}
        manager={props.manager}
      />
    </Paper>
  )
}
