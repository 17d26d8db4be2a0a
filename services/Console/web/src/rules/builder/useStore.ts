import { notifications } from '@mantine/notifications'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../../api/http'
import type { Builder } from './useBuilder'

/** Saves what is complete; what was typed a moment ago once it has been looked at. Says why where it cannot. */
export function useStore(builder: Builder, save: () => void) {
  const { t } = useTranslation('rules')
  const waits = useRef(false)
  const store = () => {
    if (!builder.dirty || builder.readOnly) return
    waits.current = builder.checking && !builder.checkError
    if (waits.current) return
    builder.beStrict()
    if (builder.complete) save()
    else
      notifications.show({
        color: 'yellow',
        title: t('builder.notSaved'),
        message: builder.checkError ? problem(builder.checkError).detail : t('builder.notSavedText'),
      })
  }
  useEffect(() => {
    if (waits.current) store()
  })
  return store
}
