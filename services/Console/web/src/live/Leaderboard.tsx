import { Table, Text } from '@mantine/core'
import { IconTrophy } from '@tabler/icons-react'
import type { Session } from '../api/console'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { number } from './words'

/** The twenty who gave most in this session. */
export function Leaderboard({ session }: { session: Session | undefined }) {
  const leaders = session?.leaderboard ?? []
  return (
    <Panel title="Top 20">
      {leaders.length === 0 ? (
        <Empty icon={<IconTrophy />} title="No gifts yet">
          The first gift of the session opens the list.
        </Empty>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36}>#</Table.Th>
              <Table.Th>Viewer</Table.Th>
              <Table.Th ta="right">Gifts</Table.Th>
              <Table.Th ta="right">Coins</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {leaders.map((leader) => (
              <Table.Tr key={leader.userId}>
                <Table.Td className={leader.rank <= 3 ? `rank rank-${leader.rank}` : 'rank'}>
                  {leader.rank}
                </Table.Td>
                <Table.Td className="ellipsis">
                  <Text
                    size="sm"
                    fw={leader.rank <= 3 ? 650 : 400}
                    truncate
                    title={leader.handle ?? undefined}
                  >
                    {leader.nickname ?? leader.handle ?? leader.userId}
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{number.format(leader.gifts)}</Table.Td>
                <Table.Td ta="right" fw={650}>
                  {number.format(leader.coins)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}
