import { Button, Group, Stack, Tabs, Title } from '@mantine/core'
import { IconAlarm, IconArrowLeft, IconUsers } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import { AccountChoice } from './AccountChoice'
import { BirthdayStrip } from './BirthdayStrip'
import { ViewerDetail } from './detail/ViewerDetail'
import { ExportMenu } from './ExportMenu'
import { Insights } from './Insights'
import { SummaryCards } from './SummaryCards'
import { ToastSwitches } from './ToastSwitches'
import { useAddress } from './useAddress'
import { useFreshViewers } from './useFreshViewers'
import { ViewerList } from './ViewerList'
import classes from './Viewers.module.css'

/** Everybody who was seen in a LIVE: who they are, and what the team writes about them. */
export default function ViewersPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('viewers')
  const { user } = useParams()
  const { address, query, ask, set } = useAddress()
  const manager = isManager(member)
  const tab = address.get('tab') === 'insights' ? 'insights' : 'list'
  useFreshViewers()
  if (user !== undefined)
    return (
      <div className={classes.both}>
        <aside className={classes.beside} aria-label={t('title')}>
          <ViewerList manager={manager} chosen={user} query={query} ask={ask} slim />
        </aside>
        <div className={classes.detail}>
          <Button
            className={classes.back}
            component={Link}
            to={{ pathname: '/viewers', search: address.toString() }}
            variant="subtle"
            leftSection={<IconArrowLeft size={16} aria-hidden />}
          >
            {t('back')}
          </Button>
          <ViewerDetail
            key={`${user} ${query.account}`}
            user={user}
            account={query.account}
            manager={manager}
          />
        </div>
      </div>
    )
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        <Group gap="xs" wrap="nowrap" justify="flex-end" flex="1 1 300px">
          <AccountChoice account={query.account} choose={(account) => ask({ account })} />
          <ToastSwitches />
          {manager && <ExportMenu query={query} />}
        </Group>
      </Group>
      <SummaryCards account={query.account} />
      <BirthdayStrip account={query.account} />
      <Tabs value={tab} onChange={(next) => set('tab', next === 'insights' ? next : '')} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="list" leftSection={<IconUsers size={16} aria-hidden />}>
            {t('tabs.list')}
          </Tabs.Tab>
          <Tabs.Tab value="insights" leftSection={<IconAlarm size={16} aria-hidden />}>
            {t('tabs.insights')}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="list">
          <ViewerList manager={manager} chosen={undefined} query={query} ask={ask} />
        </Tabs.Panel>
        <Tabs.Panel value="insights">
          <Insights account={query.account} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
