import { Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLink } from '../live/store'
import { statesKey, type LastStates } from '../offline/lastKnown'
import { useFormat } from '../words/useFormat'

/** In ms. A restart of the server is shorter, and not worth a word. */
const patience = 4_000

/** Says that what is shown is old, and how old. */
export function OfflineBanner() {
  const { t } = useTranslation('frame')
  const format = useFormat()
  const client = useQueryClient()
  const isAway = useIsAway()
  if (!isAway) return null
  const at = client.getQueryData<LastStates>(statesKey)?.at
  return (
    <div className="offline-banner" role="status">
      <Text size="sm" fw={600}>
        {at === undefined ? t('offline.nothing') : t('offline.since', { time: format.moment(at) })}
      </Text>
      <Text size="sm">{t('offline.stop')}</Text>
    </div>
  )
}

function useIsAway() {
  const link = useLink()
  const [isAway, setIsAway] = useState(false)
  const lost = link === 'away' || link === 'reconnecting'
  useEffect(() => {
    const timer = setTimeout(() => setIsAway(lost), lost ? patience : 0)
    return () => clearTimeout(timer)
  }, [lost])
  return isAway && lost
}
