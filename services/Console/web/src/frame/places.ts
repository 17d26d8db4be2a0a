import {
  IconActivityHeartbeat,
  IconBolt,
  IconBroadcast,
  IconCpu,
  IconFileText,
  IconDeviceTvOld,
  IconHistory,
  IconListDetails,
  IconLayoutDashboard,
  IconSettings,
  IconUsers,
  type Icon,
} from '@tabler/icons-react'
import type { ParseKeys } from 'i18next'
import type { Role } from '../api/console'

export interface Place {
  name: string
  to: string
  icon: Icon
  label: ParseKeys<'frame'>
  /** Instead of the label, in a phone's bar. */
  short?: ParseKeys<'frame'>
  /** What the page is for, as its help says. */
  about: ParseKeys<'frame'>
  /** Pressed after "g". */
  letter: string
  /** Who may open it; everybody where it is left out. */
  roles?: readonly Role[]
}

/** The pages of the sidebar, in its order; the first four fit a phone's bar. */
export const places: readonly Place[] = [
  {
    name: 'control',
    to: '/control',
    icon: IconLayoutDashboard,
    label: 'page.control',
    short: 'page.controlShort',
    about: 'about.control',
    letter: 'c',
  },
  { name: 'live', to: '/live', icon: IconBroadcast, label: 'page.live', about: 'about.live', letter: 'l' },
  {
    name: 'sessions',
    to: '/sessions',
    icon: IconHistory,
    label: 'page.sessions',
    about: 'about.sessions',
    letter: 's',
  },
  {
    name: 'viewers',
    to: '/viewers',
    icon: IconUsers,
    label: 'page.viewers',
    about: 'about.viewers',
    letter: 'v',
  },
  {
    name: 'rules',
    to: '/rules',
    icon: IconBolt,
    label: 'page.rules',
    about: 'about.rules',
    letter: 'r',
  },
  {
    name: 'machines',
    to: '/machines',
    icon: IconCpu,
    label: 'page.machines',
    about: 'about.machines',
    letter: 'm',
  },
  {
    name: 'overlays',
    to: '/overlays',
    icon: IconDeviceTvOld,
    label: 'page.overlays',
    about: 'about.overlays',
    letter: 'o',
  },
  {
    name: 'team',
    to: '/team',
    icon: IconUsers,
    label: 'page.team',
    about: 'about.team',
    letter: 't',
    roles: ['Admin', 'Manager'],
  },
  {
    name: 'audit',
    to: '/audit',
    icon: IconListDetails,
    label: 'page.audit',
    about: 'about.audit',
    letter: 'a',
    roles: ['Admin'],
  },
  {
    name: 'health',
    to: '/health',
    icon: IconActivityHeartbeat,
    label: 'page.health',
    about: 'about.health',
    letter: 'h',
  },
  {
    name: 'logs',
    to: '/logs',
    icon: IconFileText,
    label: 'page.logs',
    about: 'about.logs',
    letter: 'd',
    roles: ['Admin', 'Manager'],
  },
  {
    name: 'settings',
    to: '/settings',
    icon: IconSettings,
    label: 'page.settings',
    about: 'about.settings',
    letter: 'e',
  },
]

export const inBar = 4

export const placeOf = (path: string) =>
  places.find((place) => path === place.to || path.startsWith(`${place.to}/`))
