import { Menu, Text, UnstyledButton } from '@mantine/core'
import {
  IconBuilding,
  IconCheck,
  IconChevronDown,
  IconDownload,
  IconKey,
  IconLogout,
  IconShieldLock,
} from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { meKey } from '../App'
import type { SignedIn } from '../api/console'
import { goToWorkspace, readWorkspaces } from '../api/team'
import { useInstall } from '../offline/install'
import { teamKeys } from '../team/keys'
import { useChangePreferences } from '../preferences/usePreferred'
import { languages, setLanguage, type Language } from '../words'

/** A button of the header; on a phone it is in this menu. */
export interface Tool {
  label: string
  icon: ReactNode
  act: () => void
}

/** Who is signed in, and what concerns them alone. */
export function MemberMenu(props: { member: SignedIn; leave: () => void; tools: readonly Tool[] }) {
  const { member, leave, tools } = props
  const { t, i18n } = useTranslation('frame')
  const change = useChangePreferences()
  const navigate = useNavigate()
  const install = useInstall()
  return (
    <Menu position="bottom-end" width={240} withinPortal={false}>
      <Menu.Target>
        <UnstyledButton className="member">
          <div className="wide-only">
            <Text size="sm" fw={600} lh={1.2}>
              {member.name}
            </Text>
            <Text size="xs" c="dimmed" lh={1.2}>
              {member.workspaceName}
            </Text>
          </div>
          <span className="visually-hidden">{t('member.menu')}</span>
          <IconChevronDown size={18} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {member.name} · {member.role} · {member.workspaceName}
        </Menu.Label>
        {tools.map(({ label, icon, act }) => (
          <Menu.Item key={label} className="phone-only" leftSection={icon} onClick={act}>
            {label}
          </Menu.Item>
        ))}
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void navigate('/password')}>
          {t('member.password')}
        </Menu.Item>
        <Menu.Item leftSection={<IconShieldLock size={16} />} onClick={() => void navigate('/sign-in/own')}>
          {t('member.own')}
        </Menu.Item>
        {install && (
          <Menu.Item leftSection={<IconDownload size={16} />} onClick={install}>
            {t('member.install')}
          </Menu.Item>
        )}
        <WorkspaceItems member={member} />
        <Menu.Label>{t('member.language')}</Menu.Label>
        {(Object.keys(languages) as Language[]).map((language) => (
          <Menu.Item
            key={language}
            lang={language}
            leftSection={<IconCheck size={16} opacity={i18n.language === language ? 1 : 0} aria-hidden />}
            aria-current={i18n.language === language}
            onClick={() => {
              // Here at once, also where the server cannot keep it.
              void setLanguage(language)
              void change({ language }).catch(() => undefined)
            }}
          >
            {languages[language]}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          {t('member.signOut')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

/** The other workspaces of the member. Nothing that was read of this one is kept when the member goes there. */
function WorkspaceItems({ member }: { member: SignedIn }) {
  const { t } = useTranslation('frame')
  const client = useQueryClient()
  const navigate = useNavigate()
  const workspaces = useQuery({ queryKey: teamKeys.workspaces, queryFn: readWorkspaces })
  const go = useMutation({
    mutationFn: goToWorkspace,
    onSuccess: (there) => {
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
      client.setQueryData(meKey, there)
      void navigate('/')
    },
    onError: () => workspaces.refetch(),
  })
  const others = workspaces.data?.filter((one) => one.workspaceId !== member.workspaceId) ?? []
  if (others.length === 0) return null
  return (
    <>
      <Menu.Label>{t('member.workspaces')}</Menu.Label>
      {others.map((one) => (
        <Menu.Item
          key={one.workspaceId}
          leftSection={<IconBuilding size={16} />}
          onClick={() => go.mutate(one.workspaceId)}
        >
          <bdi>{one.name}</bdi>
        </Menu.Item>
      ))}
    </>
  )
}
