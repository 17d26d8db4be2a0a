import { Table, Text } from '@mantine/core'
import { IconTrophy } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Session } from '../api/console'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ViewerName } from '../parts/ViewerName'
import { useFormat } from '../words/useFormat'

/** The twenty who gave most in this session. */
export function Leaderboard({ session }: { session: Session | undefined }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const leaders = session?.leaderboard ?? []
  return (
    <Panel title={t('leaders.title')}>
      {leaders.length === 0 ? (
        <Empty icon={<IconTrophy />} title={t('leaders.nothing.title')}>
          {t('leaders.nothing.text')}
        </Empty>
      ) : (
        <Table verticalSpacing={6} horizontalSpacing="xs">
          <Table.Thead>
            <Table.Tr>
              <Table.Th w={36}>#</Table.Th>
              <Table.Th>{t('leaders.viewer')}</Table.Th>
              <Table.Th ta="right">{t('tiles.gifts')}</Table.Th>
              <Table.Th ta="right">{t('tiles.coins')}</Table.Th>
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
                    <ViewerName userId={leader.userId} handle={leader.handle} nickname={leader.nickname} />
                  </Text>
                </Table.Td>
                <Table.Td ta="right">{format.whole(leader.gifts)}</Table.Td>
                <Table.Td ta="right" fw={650}>
                  {format.whole(leader.coins)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}
