import { Group, Paper } from '@mantine/core'
import { IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Machine } from '../api/machines'
import { PartStop } from '../frame/PartStop'
import { Empty } from '../parts/Empty'
import { BoardCard } from './BoardCard'
import { MachineHead } from './MachineHead'
import { MachineMenu } from './MachineMenu'
import classes from './Machines.module.css'

/** One machine with its boards. */
export function MachineCard(props: {
  machine: Machine
  manager: boolean
  latched: (boardId: string) => boolean
}) {
  const { machine, manager } = props
  const { t } = useTranslation('machines')
  const id = `machine-${machine.gatewayId}`
  const boards = machine.status?.boards ?? []
  return (
    <section aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" wrap="nowrap" mb="sm">
        <MachineHead machine={machine} id={id} order={2} link />
        <Group gap="xs" wrap="nowrap" className={classes.headActions}>
          <PartStop scope={{ gatewayId: machine.gatewayId }} name={machine.name ?? machine.gatewayId} />
          {manager && <MachineMenu machine={machine} />}
        </Group>
      </Group>
      {boards.length === 0 ? (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title={t('noBoard.title')}>
            {t(machine.status === null ? 'noBoard.unheard' : 'noBoard.text')}
          </Empty>
        </Paper>
      ) : (
        <div className={classes.boards}>
          {boards.map((board) => (
            <BoardCard
              key={`${board.boardId} ${board.port}`}
              machine={machine}
              board={board}
              latched={props.latched(board.boardId)}
              manager={manager}
            />
          ))}
        </div>
      )}
    </section>
  )
}
