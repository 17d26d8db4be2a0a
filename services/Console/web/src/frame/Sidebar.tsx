import { Menu, Tooltip, UnstyledButton } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconDots } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, NavLink, useNavigate } from 'react-router'
import type { Role } from '../api/console'
import { readAbout } from '../api/settings'
import { settingsKeys } from '../settings/keys'
import classes from './Frame.module.css'
import { inBar, places, type Place } from './places'

/** Where to go: beside the page, as icons where it is narrow, below it on a phone. */
export function Sidebar({ role }: { role: Role }) {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const phone = useMediaQuery('(width <= 700px)') ?? false
  const open = places.filter((place) => place.roles?.includes(role) ?? true)
  const rest = phone && open.length > inBar + 1 ? open.slice(inBar) : []
  const shown = rest.length > 0 ? open.slice(0, inBar) : open
  return (
    <nav aria-label={t('pages')} className={classes.sidebar}>
      {shown.map((place) => (
        <Entry key={place.name} place={place} phone={phone} />
      ))}
      {rest.length > 0 && (
        <Menu position="top-end" width={220}>
          <Menu.Target>
            <UnstyledButton className={classes.entry}>
              <IconDots size={20} aria-hidden />
              <span className={classes.label}>{t('more')}</span>
            </UnstyledButton>
          </Menu.Target>
          <Menu.Dropdown>
            {rest.map(({ name, to, icon: Icon, label }) => (
              <Menu.Item key={name} leftSection={<Icon size={18} />} onClick={() => void navigate(to)}>
                {t(label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      <Version />
    </nav>
  )
}

/** What runs here, at the foot of every page's sidebar. */
function Version() {
  const about = useQuery({ queryKey: settingsKeys.about, queryFn: readAbout, staleTime: Infinity })
  if (!about.data) return null
  const { product, version } = about.data
  return (
    <Link to="/settings/about" className={classes.version}>
      <span className={classes.product}>{product}</span> {version.replace(/\+.*/, '')}
    </Link>
  )
}

function Entry({ place, phone }: { place: Place; phone: boolean }) {
  const { to, icon: Icon, label, short } = place
  const { t } = useTranslation('frame')
  const icons = useMediaQuery('(700px < width <= 1100px)') ?? false
  return (
    <Tooltip label={t(label)} position="right" disabled={!icons}>
      <NavLink to={to} className={classes.entry}>
        <Icon size={20} aria-hidden />
        <span className={classes.label}>{t(phone ? (short ?? label) : label)}</span>
      </NavLink>
    </Tooltip>
  )
}
