import '@mantine/spotlight/styles.css'
import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconAt, IconHelp, IconLogout, IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { useLive } from '../live/store'
import { places } from './places'
import { paletteStore } from './paletteStore'

/** Ctrl+K: every page, account and action by its name. */
export function Palette({ help, leave }: { help: () => void; leave: () => void }) {
  const { t } = useTranslation('frame')
  const navigate = useNavigate()
  const accounts = useLive((live) => live.accounts)
  const groups: SpotlightActionGroupData[] = [
    {
      group: t('palette.pages'),
      actions: places.map(({ name, to, icon: Icon, label, about }) => ({
        id: name,
        label: t(label),
        keywords: t(about),
        leftSection: <Icon size={20} aria-hidden />,
        onClick: () => void navigate(to),
      })),
    },
    {
      group: t('palette.accounts'),
      actions: Object.values(accounts).map(({ accountId, handle }) => ({
        id: accountId,
        label: `@${handle}`,
        leftSection: <IconAt size={20} aria-hidden />,
        onClick: () => void navigate(`/live?account=${encodeURIComponent(handle)}`),
      })),
    },
    {
      group: t('palette.actions'),
      actions: [
        { id: 'help', label: t('help.open'), leftSection: <IconHelp size={20} aria-hidden />, onClick: help },
        {
          id: 'sign-out',
          label: t('member.signOut'),
          leftSection: <IconLogout size={20} aria-hidden />,
          onClick: leave,
        },
      ],
    },
  ]
  return (
    <Spotlight
      store={paletteStore}
      shortcut={null}
      // As other dialogs: below the header with the emergency stop.
      zIndex={200}
      actions={groups.filter((group) => group.actions.length > 0)}
      nothingFound={t('palette.nothing')}
      highlightQuery
      scrollable
      maxHeight={420}
      searchProps={{
        leftSection: <IconSearch size={20} aria-hidden />,
        placeholder: t('palette.placeholder'),
        'aria-label': t('palette.placeholder'),
      }}
    />
  )
}
