import {
  ActionIcon,
  Badge,
  Group,
  Loader,
  Text,
  Tooltip,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core'
import { useDisclosure, useElementSize } from '@mantine/hooks'
import { IconHelp, IconMoon, IconSearch, IconSun } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useLayoutEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { Outlet, useLocation } from 'react-router'
import { signOut, type SignedIn } from '../api/console'
import { useLink, type Link } from '../live/store'
import { useLiveConnection } from '../live/useLiveConnection'
import { forgetLastKnown } from '../offline/lastKnown'
import { Guard } from '../parts/Guard'
import { useApplyPreferences, useChangePreferences } from '../preferences/usePreferred'
import classes from './Frame.module.css'
import { Help } from './Help'
import { MemberMenu, type Tool } from './MemberMenu'
import { OfflineBanner } from './OfflineBanner'
import { PageFailed } from './PageFailed'
import { PasswordNotice } from './PasswordNotice'
import { Sidebar } from './Sidebar'
import { StopAlert } from './StopAlert'
import { StopBanner } from './StopBanner'
import { StopButton } from './StopButton'
import { useShortcuts } from './useShortcuts'

const AlertToasts = lazy(() =>
  import('../health/AlertToasts').then(({ AlertToasts }) => ({ default: AlertToasts })),
)
const ViewerToasts = lazy(() =>
  import('../viewers/ViewerToasts').then(({ ViewerToasts }) => ({ default: ViewerToasts })),
)
const Palette = lazy(() => import('./Palette').then(({ Palette }) => ({ default: Palette })))

const linkColors: Record<Link, string> = {
  connected: 'teal',
  connecting: 'blue',
  reconnecting: 'yellow',
  away: 'red',
}

/** Loaded when it is first asked for. */
const openPalette = () => void import('./paletteStore').then(({ palette }) => palette.open())

/** Around every page: where to go, how the connection is, and the emergency stop. */
export function Frame({ member }: { member: SignedIn }) {
  useLiveConnection()
  useApplyPreferences()
  const { t } = useTranslation('frame')
  const { pathname } = useLocation()
  const [helping, help] = useDisclosure(false)
  const { ref: header, height } = useElementSize()
  // For dialogs too, which are not within this.
  useLayoutEffect(() => {
    document.documentElement.style.setProperty('--header-height', `${height}px`)
    return () => void document.documentElement.style.removeProperty('--header-height')
  }, [height])
  const leave = useLeave()
  const tools = useTools(help.open)
  useShortcuts({ palette: openPalette, help: help.open })
  return (
    <>
      <a className="skip" href="#main">
        {t('toContent')}
      </a>
      <header className="header">
        <div ref={header}>
          <StopAlert signedIn />
          <div className="header-row">
            <Text fw={800} size="lg" className="brand">
              <span className="brand-dot" aria-hidden /> LiveOps
            </Text>
            <Group gap="xs" wrap="nowrap">
              <LinkState />
              {tools.map(({ label, icon, act }) => (
                <Tooltip key={label} label={label} withinPortal={false}>
                  <ActionIcon
                    variant="default"
                    size="lg"
                    className="wide-only"
                    aria-label={label}
                    onClick={act}
                  >
                    {icon}
                  </ActionIcon>
                </Tooltip>
              ))}
              <MemberMenu member={member} leave={leave} tools={tools} />
              <StopButton />
            </Group>
          </div>
          <StopBanner member={member} />
          <OfflineBanner />
        </div>
      </header>
      <div className={classes.body}>
        <Sidebar role={member.role} />
        <main id="main" className="main" tabIndex={-1}>
          {member.mustChangePassword && <PasswordNotice />}
          <Guard anewOn={pathname} instead={(error) => <PageFailed error={error} />}>
            <Suspense fallback={<Loader aria-label="…" />}>
              <Outlet />
            </Suspense>
          </Guard>
        </main>
      </div>
      <Help opened={helping} close={help.close} />
      {[
        <Palette key="palette" help={help.open} leave={leave} />,
        <AlertToasts key="alerts" />,
        <ViewerToasts key="viewers" />,
      ].map((part) => (
        <Guard key={part.key}>
          <Suspense>{part}</Suspense>
        </Guard>
      ))}
    </>
  )
}

/** Whatever the server says, the page is left; everything that was read is forgotten. */
function useLeave() {
  const client = useQueryClient()
  return () => {
    forgetLastKnown()
    void signOut()
      .catch(() => undefined)
      .then(() => client.resetQueries())
  }
}

function LinkState() {
  const { t } = useTranslation('frame')
  const link = useLink()
  return (
    <Tooltip label={t(`linkHint.${link}`)} multiline maw={280} withinPortal={false}>
      <Badge variant="dot" color={linkColors[link]} className="link-state" role="status" aria-live="polite">
        {t(`link.${link}`)}
      </Badge>
    </Tooltip>
  )
}

/** What the header offers on every page. */
function useTools(help: () => void): Tool[] {
  const { t } = useTranslation('frame')
  const { setColorScheme } = useMantineColorScheme()
  const dark = useComputedColorScheme('dark') === 'dark'
  const change = useChangePreferences()
  return [
    { label: `${t('palette.open')} (Ctrl K)`, icon: <IconSearch size={18} />, act: openPalette },
    { label: `${t('help.open')} (?)`, icon: <IconHelp size={18} />, act: help },
    {
      label: t(dark ? 'theme.light' : 'theme.dark'),
      icon: dark ? <IconSun size={18} /> : <IconMoon size={18} />,
      act: () => {
        // Here at once, also where the server cannot keep it.
        setColorScheme(dark ? 'light' : 'dark')
        void change({ colours: dark ? 'light' : 'dark' }).catch(() => undefined)
      },
    },
  ]
}
