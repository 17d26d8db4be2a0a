import {
  ActionIcon,
  Badge,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useMantineColorScheme,
} from '@mantine/core'
import { IconChevronDown, IconKey, IconLogout, IconMoon, IconSun } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { NavLink, Outlet, useNavigate } from 'react-router'
import { signOut, type SignedIn } from '../api/console'
import { useLink, type Link } from '../live/store'
import { useLiveConnection } from '../live/useLiveConnection'
import { PasswordNotice } from './PasswordNotice'
import { StopAlert } from './StopAlert'
import { StopBanner } from './StopBanner'
import { StopButton } from './StopButton'

const links: Record<Link, { color: string; text: string; hint: string }> = {
  connected: { color: 'teal', text: 'Connected', hint: 'What happens is shown at once.' },
  connecting: { color: 'blue', text: 'Connecting', hint: 'The live connection is being opened.' },
  reconnecting: {
    color: 'yellow',
    text: 'Reconnecting',
    hint: 'The live connection was lost and comes back by itself. What is shown may be old.',
  },
  away: {
    color: 'red',
    text: 'Not connected',
    hint: 'The Console does not answer. Check the network. Boards switch everything off when their PC is gone.',
  },
}

/** Around every page: where to go, how the connection is, and the emergency stop. */
export function Frame({ member }: { member: SignedIn }) {
  useLiveConnection()
  const link = links[useLink()]
  return (
    <>
      <a className="skip" href="#main">
        To the content
      </a>
      <header className="header">
        <StopAlert signedIn />
        <div className="header-row">
          <Group gap="lg" wrap="nowrap" className="header-left">
            <Text fw={800} size="lg" className="brand">
              <span className="brand-dot" aria-hidden /> LiveOps
            </Text>
            <nav aria-label="Pages" className="nav">
              <NavLink to="/live">Live</NavLink>
              <NavLink to="/devices">Devices</NavLink>
            </nav>
          </Group>
          <Group gap="sm" wrap="nowrap">
            <Tooltip label={link.hint} multiline maw={280}>
              <Badge variant="dot" color={link.color} className="link-state" role="status" aria-live="polite">
                {link.text}
              </Badge>
            </Tooltip>
            <ThemeSwitch />
            <MemberMenu member={member} />
            <StopButton />
          </Group>
        </div>
        <StopBanner member={member} />
      </header>
      <main id="main" className="main" tabIndex={-1}>
        {member.mustChangePassword && <PasswordNotice />}
        <Outlet />
      </main>
    </>
  )
}

function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const dark = colorScheme !== 'light'
  const label = dark ? 'Use light colours' : 'Use dark colours'
  return (
    <Tooltip label={label}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={label}
        onClick={() => setColorScheme(dark ? 'light' : 'dark')}
      >
        {dark ? <IconSun size={18} /> : <IconMoon size={18} />}
      </ActionIcon>
    </Tooltip>
  )
}

function MemberMenu({ member }: { member: SignedIn }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const leave = () => {
    // Whatever the server says, the page is left; everything that was read is forgotten.
    void signOut()
      .catch(() => undefined)
      .then(() => client.resetQueries())
  }
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton className="member" aria-label={`${member.name}: account menu`}>
          <div className="wide-only">
            <Text size="sm" fw={600} lh={1.2}>
              {member.name}
            </Text>
            <Text size="xs" c="dimmed" lh={1.2}>
              {member.workspaceName}
            </Text>
          </div>
          <IconChevronDown size={16} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          {member.name} · {member.role} · {member.workspaceName}
        </Menu.Label>
        <Menu.Item leftSection={<IconKey size={16} />} onClick={() => void navigate('/password')}>
          Change password
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={leave}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
