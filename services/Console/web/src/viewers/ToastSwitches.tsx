import { ActionIcon, Popover, Stack, Switch, Text } from '@mantine/core'
import { IconBell } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useToasts, wantToasts } from './toasts'

/** What this browser is told of as it happens. */
export function ToastSwitches() {
  const { t } = useTranslation('viewers')
  const toasts = useToasts()
  return (
    <Popover position="bottom-end" width={280} withinPortal>
      <Popover.Target>
        <ActionIcon variant="default" size={36} aria-label={t('toasts.open')}>
          <IconBell size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          <Text size="sm" fw={650}>
            {t('toasts.title')}
          </Text>
          {(['vip', 'birthday'] as const).map((what) => (
            <Switch
              key={what}
              label={t(`toasts.${what}`)}
              checked={toasts[what]}
              onChange={(event) => wantToasts({ ...toasts, [what]: event.currentTarget.checked })}
            />
          ))}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  )
}
