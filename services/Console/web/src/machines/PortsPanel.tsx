import { Button, Group, Paper, Stack, Text } from '@mantine/core'
import { IconRefresh, IconUsb } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { scanPorts, type Machine } from '../api/machines'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { BoardBadge } from './BoardBadge'
import classes from './Machines.module.css'
import { OrderNews } from './OrderNews'
import { isHeard } from './state'
import { useOrder } from './useOrder'

/** Every serial port as the gateway sees it: what is on it, or why it is left alone. */
export function PortsPanel({ machine, manager }: { machine: Machine; manager: boolean }) {
  const { t } = useTranslation('machines')
  const known = isHeard(machine)
  const scan = useOrder<undefined>(machine.gatewayId, undefined, () => scanPorts(machine.gatewayId))
  const boards = machine.status?.boards ?? []
  return (
    <Panel
      title={t('ports.title')}
      aside={
        manager && (
          <Button
            variant="default"
            mih={40}
            leftSection={<IconRefresh size={16} aria-hidden />}
            disabled={!known || !machine.takesOrders}
            loading={scan.isGiving}
            onClick={() => scan.give(undefined)}
          >
            {t('ports.scan')}
          </Button>
        )
      }
    >
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {t('ports.hint')}
        </Text>
        {scan.error && <ProblemAlert error={scan.error} />}
        {scan.order && <OrderNews order={scan.order} />}
        {boards.length + machine.unusedPorts.length === 0 && (
          <Paper withBorder>
            <Empty icon={<IconUsb />} title={t('ports.none')}>
              {t('noBoard.text')}
            </Empty>
          </Paper>
        )}
        {boards.map((board) => (
          <div key={`${board.port} ${board.boardId}`} className={classes.port} data-port={board.port}>
            <Group gap="sm" wrap="wrap">
              <Text fw={600} ff="monospace" className="breakable">
                {board.port}
              </Text>
              <BoardBadge board={board} known={known} />
              {board.boardId !== '' && (
                <Link to={`/machines/${machine.gatewayId}/${board.boardId}`} className={classes.inText}>
                  {t('ports.board', { id: board.boardId })}
                </Link>
              )}
            </Group>
            <Text size="sm" c="dimmed" className="breakable">
              {[board.portDescription, board.firmware, board.detail].filter(Boolean).join(' · ')}
            </Text>
          </div>
        ))}
        {machine.unusedPorts.map((port) => (
          <div key={port.port} className={classes.port} data-port={port.port}>
            <Group gap="sm" wrap="wrap">
              <Text fw={600} ff="monospace" className="breakable">
                {port.port}
              </Text>
              <Text size="sm">{t('ports.unused')}</Text>
            </Group>
            <Text size="sm" c="dimmed" className="breakable">
              {[port.description, port.reason].filter(Boolean).join(' · ')}
            </Text>
          </div>
        ))}
      </Stack>
    </Panel>
  )
}
