import { Group, Stack, Tabs, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import type { SignedIn } from '../api/console'
import { InvitationsPanel } from './InvitationsPanel'
import { MembersPanel } from './MembersPanel'
import { WorkspacePanel } from './WorkspacePanel'

const parts = ['members', 'invitations', 'workspace'] as const
type Part = (typeof parts)[number]

/** Who belongs to the workspace, who is invited, and what the workspace asks of them. */
export default function TeamPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('team')
  const [query, setQuery] = useSearchParams()
  const admin = member.role === 'Admin'
  const shown = parts.filter((part) => admin || part !== 'workspace')
  const part = shown.find((one) => one === query.get('part')) ?? 'members'
  const choose = (next: Part) => setQuery(next === 'members' ? {} : { part: next }, { replace: true })
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title', { workspace: member.workspaceName })}
        </Title>
      </Group>
      <Tabs value={part} onChange={(next) => next && choose(next as Part)} keepMounted={false}>
        <Tabs.List mb="md">
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one} mih={44}>
              {t(`part.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="members">
          <MembersPanel me={member} />
        </Tabs.Panel>
        <Tabs.Panel value="invitations">
          <InvitationsPanel me={member} />
        </Tabs.Panel>
        <Tabs.Panel value="workspace">
          <WorkspacePanel />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
