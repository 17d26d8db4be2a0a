import { Button, Group, Loader, Paper, Stack, Tabs } from '@mantine/core'
import { IconArrowLeft, IconPlugConnectedX } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams, useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import { PartStop } from '../frame/PartStop'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { BoardCard } from './BoardCard'
import { LinePanel } from './LinePanel'
import { LogPanel } from './LogPanel'
import { MachineHead } from './MachineHead'
import { MachineMenu } from './MachineMenu'
import classes from './Machines.module.css'
import { PortsPanel } from './PortsPanel'
import { useMachines } from './useMachines'

const tabs = ['boards', 'ports', 'settings', 'log'] as const

/** One machine: its boards, its ports, how it talks to boards, what it wrote. */
export default function MachinePage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('machines')
  const { gateway } = useParams()
  const [search, setSearch] = useSearchParams()
  const { list, machines, latched } = useMachines()
  const machine = machines?.find((one) => one.gatewayId === gateway)
  const manager = isManager(member)
  const shown = tabs.filter((tab) => tab !== 'log' || manager)
  const tab = shown.find((one) => one === search.get('tab')) ?? 'boards'
  return (
    <Stack gap="md">
      <Group>
        <Button
          component={Link}
          to="/machines"
          variant="subtle"
          mih={40}
          leftSection={<IconArrowLeft size={16} aria-hidden />}
        >
          {t('title')}
        </Button>
      </Group>
      {list.isError && <ProblemAlert error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loader aria-label={t('loading')} />}
      {machines && !machine && (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title={t('gone.title')}>
            {t('gone.text')}
          </Empty>
        </Paper>
      )}
      {machine && (
        <>
          <Group justify="space-between" align="flex-start" wrap="nowrap">
            <MachineHead machine={machine} id="machine" order={1} />
            <Group gap="xs" wrap="nowrap" className={classes.headActions}>
              <PartStop scope={{ gatewayId: machine.gatewayId }} name={machine.name ?? machine.gatewayId} />
              {manager && <MachineMenu machine={machine} />}
            </Group>
          </Group>
          <Tabs
            value={tab}
            onChange={(next) => setSearch(next === 'boards' || next === null ? {} : { tab: next })}
            keepMounted={false}
          >
            <Tabs.List mb="md">
              {shown.map((one) => (
                <Tabs.Tab key={one} value={one} mih={40}>
                  {t(`tab.${one}`)}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value="boards">
              {(machine.status?.boards ?? []).length === 0 && (
                <Paper withBorder>
                  <Empty icon={<IconPlugConnectedX />} title={t('noBoard.title')}>
                    {t(machine.status === null ? 'noBoard.unheard' : 'noBoard.text')}
                  </Empty>
                </Paper>
              )}
              <div className={classes.boards}>
                {machine.status?.boards.map((board) => (
                  <BoardCard
                    key={`${board.boardId} ${board.port}`}
                    machine={machine}
                    board={board}
                    latched={latched(machine.gatewayId, board.boardId)}
                    manager={manager}
                  />
                ))}
              </div>
            </Tabs.Panel>
            <Tabs.Panel value="ports">
              <PortsPanel machine={machine} manager={manager} />
            </Tabs.Panel>
            <Tabs.Panel value="settings">
              <LinePanel machine={machine} manager={manager} />
            </Tabs.Panel>
            <Tabs.Panel value="log">
              <LogPanel gatewayId={machine.gatewayId} />
            </Tabs.Panel>
          </Tabs>
        </>
      )}
    </Stack>
  )
}
