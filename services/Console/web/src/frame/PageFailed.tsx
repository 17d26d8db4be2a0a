import { Alert, Button, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'

/** In the place of a page that could not be loaded or drawn; the rest of the screen works on. */
export function PageFailed({ error }: { error: unknown }) {
  const { t } = useTranslation('general')
  return (
    <Alert
      color="red"
      variant="light"
      icon={<IconAlertTriangle />}
      title={t('pageFailed.title')}
      role="alert"
    >
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{t('pageFailed.text')}</Text>
        <Text size="xs" c="dimmed" className="breakable">
          {problem(error).detail}
        </Text>
        <Button size="xs" variant="light" color="red" onClick={() => window.location.reload()}>
          {t('pageFailed.again')}
        </Button>
      </Stack>
    </Alert>
  )
}
