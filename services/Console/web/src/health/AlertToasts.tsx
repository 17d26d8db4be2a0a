import { notifications } from '@mantine/notifications'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { preferences } from '../preferences/preferences'
import { listenToAlerts } from './alertNews'
import { soundAlert } from './alertSound'
import { alertsKey } from './keys'

/** What comes at a moment and is no trouble. */
const news = ['live-ended', 'test']

/** Tells of alerts on whatever page somebody is. One that is over takes its toast along. */
export function AlertToasts() {
  const { t } = useTranslation('health')
  const navigate = useNavigate()
  const client = useQueryClient()
  useEffect(
    () =>
      listenToAlerts(({ alertId, kind, subject, detail, over }) => {
        void client.invalidateQueries({ queryKey: alertsKey })
        const id = `alert ${alertId}`
        notifications.hide(id)
        const calm = over || news.includes(kind)
        if (!calm && preferences.now().sounds === true) soundAlert()
        notifications.show({
          id: over ? `${id} over` : id,
          // Told politely: what has to interrupt, such as a stop that failed, does so elsewhere.
          role: 'status',
          color: over ? 'teal' : calm ? 'blue' : 'red',
          icon: over ? <IconCircleCheck size={18} /> : <IconAlertTriangle size={18} />,
          title: (
            <>
              {t(`kind.${kind}`, { defaultValue: kind })}: <bdi>{subject}</bdi>
            </>
          ),
          message: over ? t('alerts.isOver') : detail,
          // Trouble stays until somebody has seen it.
          autoClose: calm ? 8_000 : false,
          closeButtonProps: { 'aria-label': t('alerts.hide') },
          style: { cursor: 'pointer' },
          onClick: () => {
            notifications.hide(id)
            void navigate('/health?part=alerts')
          },
        })
      }),
    [client, navigate, t],
  )
  return null
}
