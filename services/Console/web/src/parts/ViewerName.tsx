import { useTranslation } from 'react-i18next'

/** Whoever did it, as people know them. Who was erased has a negative number in place of the id, and no name. */
export function ViewerName(props: {
  userId: string
  handle?: string | null | undefined
  nickname?: string | null | undefined
}) {
  const { t } = useTranslation('general')
  const name = props.nickname ?? props.handle
  return <bdi>{name ?? (props.userId.startsWith('-') ? t('erased') : props.userId)}</bdi>
}
