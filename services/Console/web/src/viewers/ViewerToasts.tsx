import { notifications } from '@mantine/notifications'
import { IconCake, IconCrown } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { listenToViewers } from '../live/viewerNews'
import { nameOf } from './names'
import { toastOf, wantedToasts } from './toasts'

/** Tells of promotions and birthdays on whatever page somebody is. */
export function ViewerToasts() {
  const { t } = useTranslation('viewers')
  const navigate = useNavigate()
  useEffect(
    () =>
      listenToViewers((kind, news) => {
        const toast = toastOf(kind, wantedToasts())
        if (toast === null) return
        const { newsId, userId } = news
        notifications.show({
          id: newsId,
          color: toast === 'promoted' ? 'yellow' : 'pink',
          icon: toast === 'promoted' ? <IconCrown size={18} /> : <IconCake size={18} />,
          title: <bdi>{nameOf(news)}</bdi>,
          message: t(`toasts.${toast}`, {
            tier: news.vipTierName ?? news.vipTier ?? '',
            age: news.age ?? '?',
          }),
          autoClose: 10_000,
          closeButtonProps: { 'aria-label': t('close') },
          style: { cursor: 'pointer' },
          onClick: () => {
            notifications.hide(newsId)
            void navigate(`/viewers/${userId}`)
          },
        })
      }),
    [navigate, t],
  )
  return null
}
