import { Badge, Group, Paper, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { isManager, type Board, type SignedIn } from '../api/console'
import { boardColors, milliseconds, number } from '../live/words'
import { TestButton } from './TestButton'

/** What a silent gateway said last of its board is no longer known: no state is shown as if it were. */
export function BoardCard(props: { board: Board; member: SignedIn; silent: boolean; stopped: boolean }) {
  const { board } = props
  const testable = board.state === 'Ready' && !props.silent && !props.stopped
  return (
    <Paper withBorder p="md" className="board" data-faded={props.silent}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text fw={650} ff="monospace">
          {board.boardId || 'unknown board'}
        </Text>
        <Badge
          color={props.silent ? 'gray' : boardColors[board.state]}
          variant={board.state === 'EmergencyStopped' && !props.silent ? 'filled' : 'light'}
        >
          {props.silent ? 'unknown' : board.state === 'EmergencyStopped' ? 'stopped' : board.state}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" className="breakable">
        {board.port}
        {board.firmware && ` · firmware ${board.firmware}`}
        {!props.silent && ` · answers in ${milliseconds(board.boardMs)}`}
        {board.lineErrors > 0 && ` · ${number.format(board.lineErrors)} line errors`}
      </Text>
      {board.detail && !props.silent && (
        <Group gap={8} mt="xs" wrap="nowrap" align="flex-start">
          <IconAlertTriangle size={16} aria-hidden className="warn" />
          <Text size="sm">{board.detail}</Text>
        </Group>
      )}
      {board.devices.length === 0 ? (
        <Text size="sm" c="dimmed" mt="sm">
          It has named no devices yet. They are listed in the gateway&apos;s own file.
        </Text>
      ) : (
        <Table mt="sm" verticalSpacing={6} horizontalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Device</Table.Th>
              <Table.Th>Pins</Table.Th>
              <Table.Th>State</Table.Th>
              <Table.Th />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {board.devices.map((device) => (
              <Table.Tr key={device.deviceId}>
                <Table.Td>
                  <Text size="sm" fw={600}>
                    {device.deviceId}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {device.type} · at most {number.format(device.maxMs)} ms
                  </Text>
                </Table.Td>
                <Table.Td>{device.pins.join(', ')}</Table.Td>
                <Table.Td>
                  <Badge
                    size="sm"
                    variant={device.active && !props.silent ? 'filled' : 'light'}
                    color={device.active && !props.silent ? 'teal' : 'gray'}
                  >
                    {props.silent ? 'unknown' : device.active ? 'on' : 'off'}
                  </Badge>
                </Table.Td>
                <Table.Td ta="right">
                  {isManager(props.member) && (
                    <TestButton boardId={board.boardId} device={device} disabled={!testable} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Paper>
  )
}
