import { Button, Group, Loader, Paper, Stack, Title } from '@mantine/core'
import { IconPlugConnectedX, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isManager, type SignedIn } from '../api/console'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { EnrolDialog } from './EnrolDialog'
import { MachineCard } from './MachineCard'
import { useMachines } from './useMachines'

/** Every PC with boards: what is wrong, what is due, and a way to add another. */
export default function MachinesPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('machines')
  const { list, machines, latched } = useMachines()
  const [enrolling, setEnrolling] = useState(false)
  const manager = isManager(member)
  return (
    <Stack gap="lg">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        {manager && (
          <Button
            mih={40}
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => setEnrolling(true)}
          >
            {t('add')}
          </Button>
        )}
      </Group>
      {list.isError && <ProblemAlert error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loader aria-label={t('loading')} />}
      {machines?.length === 0 && (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title={t('empty.title')}>
            {t(manager ? 'empty.manager' : 'empty.sender')}
          </Empty>
        </Paper>
      )}
      {machines?.map((machine) => (
        <MachineCard
          key={machine.gatewayId}
          machine={machine}
          manager={manager}
          latched={(board) => latched(machine.gatewayId, board)}
        />
      ))}
      {enrolling && <EnrolDialog machines={machines ?? []} close={() => setEnrolling(false)} />}
    </Stack>
  )
}
