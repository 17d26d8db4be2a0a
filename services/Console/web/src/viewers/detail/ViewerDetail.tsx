import { Loader, Paper, Stack, Tabs } from '@mantine/core'
import { IconActivity, IconChartDots, IconPencil, IconUserQuestion } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { problem } from '../../api/http'
import { Empty } from '../../parts/Empty'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useAddress } from '../useAddress'
import { DetailHead } from './DetailHead'
import { Editor } from './Editor'
import { History } from './History'
import { Overview } from './Overview'
import { useViewer } from './useViewer'

const views = ['overview', 'activity', 'edit'] as const

/** One viewer: who they are, what they did, and what the team writes. */
export function ViewerDetail({
  user,
  account,
  manager,
}: {
  user: string
  account: string
  manager: boolean
}) {
  const { t } = useTranslation('viewers')
  const { address, set } = useAddress()
  const viewer = useViewer(user, account)
  if (viewer.isPending) return <Loader aria-label={t('loading')} />
  if (viewer.data === undefined)
    return problem(viewer.error).status === 404 ? (
      <Paper withBorder>
        <Empty icon={<IconUserQuestion />} title={problem(viewer.error).title}>
          {t('unknown')}
        </Empty>
      </Paper>
    ) : (
      <ProblemAlert error={viewer.error} retry={() => void viewer.refetch()} />
    )
  const asked = views.find((view) => view === address.get('view'))
  const shown = asked === undefined || (asked === 'edit' && !manager) ? 'overview' : asked
  return (
    <Stack gap="md">
      <DetailHead viewer={viewer.data} account={account} manager={manager} />
      <Tabs
        value={shown}
        onChange={(view) => set('view', view === null || view === 'overview' ? '' : view)}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="overview" leftSection={<IconChartDots size={16} aria-hidden />}>
            {t('views.overview')}
          </Tabs.Tab>
          <Tabs.Tab value="activity" leftSection={<IconActivity size={16} aria-hidden />}>
            {t('views.activity')}
          </Tabs.Tab>
          {manager && (
            <Tabs.Tab value="edit" leftSection={<IconPencil size={16} aria-hidden />}>
              {t('views.edit')}
            </Tabs.Tab>
          )}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview viewer={viewer.data} account={account} manager={manager} />
        </Tabs.Panel>
        <Tabs.Panel value="activity">
          <History viewer={viewer.data} account={account} />
        </Tabs.Panel>
        {manager && (
          <Tabs.Panel value="edit">
            <Editor viewer={viewer.data} account={account} />
          </Tabs.Panel>
        )}
      </Tabs>
    </Stack>
  )
}
