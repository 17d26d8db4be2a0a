import { Anchor } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { Empty } from '../parts/Empty'

export function NotFoundPage() {
  const { t } = useTranslation('general')
  return (
    <Empty icon={<IconMapOff />} title={t('notFound.title')}>
      {t('notFound.go')}{' '}
      <Anchor component={Link} to="/control">
        {t('notFound.control')}
      </Anchor>
      .
    </Empty>
  )
}
