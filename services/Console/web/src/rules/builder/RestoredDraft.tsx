import { Alert, Button, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../words/useFormat'
import type { Builder } from './useBuilder'

/** Says that what is shown was left unsaved here before, ms since 1970; undefined where it was not. */
export function RestoredDraft({ at, builder }: { at: number | undefined; builder: Builder }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  // Only of what was there at first: what is typed later is no news.
  const [from, forget] = useState(at)
  if (from === undefined || !builder.dirty) return null
  return (
    <Alert
      color="blue"
      role="status"
      withCloseButton
      closeButtonLabel={t('close')}
      onClose={() => forget(undefined)}
    >
      <Group gap="sm">
        <Text size="sm">{t('builder.restored', { when: format.when(from) })}</Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => {
            builder.discard()
            forget(undefined)
          }}
        >
          {t('builder.discard')}
        </Button>
      </Group>
    </Alert>
  )
}
