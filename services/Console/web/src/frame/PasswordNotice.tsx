import { Alert, Anchor } from '@mantine/core'
import { IconKey } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'

export function PasswordNotice() {
  const { t } = useTranslation('general')
  return (
    <Alert color="yellow" variant="light" icon={<IconKey />} mb="md" py="xs">
      {t('oneTime.before')}{' '}
      <Anchor inherit component={Link} to="/password" fw={600} c="inherit" underline="always">
        {t('oneTime.link')}
      </Anchor>{' '}
      {t('oneTime.after')}
    </Alert>
  )
}
