import { Select, Stack, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconExternalLink } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { NavLink, useNavigate, useParams } from 'react-router'
import type { SignedIn } from '../api/console'
import { NotFoundPage } from '../pages/NotFoundPage'
import { AboutPanel } from './AboutPanel'
import { BoardsPanel } from './BoardsPanel'
import { ConnectionsPanel } from './ConnectionsPanel'
import { FeaturesPanel } from './FeaturesPanel'
import { GeneralPanel } from './GeneralPanel'
import { KeysPanel } from './KeysPanel'
import { LimitsPanel } from './LimitsPanel'
import { PermissionsPanel } from './PermissionsPanel'
import { sectionOf, sections, type SectionName } from './sections'
import classes from './Settings.module.css'

/** What can be set: one's own, the workspace's, and what the product is. Each section has an address. */
export default function SettingsPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('settings')
  const navigate = useNavigate()
  const { part } = useParams()
  const narrow = useMediaQuery('(width <= 900px)') ?? false
  const section = sectionOf(part, member.role)
  const open = sections.filter((one) => one.roles?.includes(member.role) ?? true)
  if (section === null) return <NotFoundPage />
  const panels: Record<SectionName, ReactNode> = {
    general: <GeneralPanel member={member} />,
    limits: <LimitsPanel />,
    tiktok: <ConnectionsPanel />,
    boards: <BoardsPanel />,
    features: <FeaturesPanel />,
    keys: <KeysPanel member={member} />,
    permissions: <PermissionsPanel member={member} />,
    about: <AboutPanel />,
  }
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        {t('title')}
      </Title>
      <div className={classes.columns}>
        {narrow ? (
          <Select
            label={t('section')}
            data={open.map(({ name }) => ({ value: name, label: t(`part.${name}`) }))}
            value={section}
            allowDeselect={false}
            onChange={(next) => next && void navigate(`/settings/${next}`)}
          />
        ) : (
          <nav aria-label={t('sections')} className={classes.sections}>
            {open.map(({ name }) => (
              <NavLink
                key={name}
                to={`/settings/${name}`}
                className={classes.section}
                aria-current={name === section ? 'page' : undefined}
              >
                {t(`part.${name}`)}
              </NavLink>
            ))}
            {member.role !== 'Sender' && (
              <NavLink
                to={member.role === 'Admin' ? '/team?part=workspace' : '/team'}
                className={classes.section}
              >
                {t('team')} <IconExternalLink size={14} aria-hidden />
              </NavLink>
            )}
            {member.role !== 'Sender' && (
              <NavLink to="/logs" className={classes.section}>
                {t('logs')} <IconExternalLink size={14} aria-hidden />
              </NavLink>
            )}
          </nav>
        )}
        <div className={classes.panel}>{panels[section]}</div>
      </div>
    </Stack>
  )
}
