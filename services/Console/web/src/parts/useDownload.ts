import { notifications } from '@mantine/notifications'
import { useTranslation } from 'react-i18next'
import { fetchFile, problem } from '../api/http'
import { useFormat } from '../words/useFormat'
import { save } from './save'

/** Between two words about how far a file is, ms. */
const pace = 500

/**
 * Fetches a file that the server makes and hands it to the browser. Says how far it is, and why there is none: a link
 * would show a refusal as a download that failed, and one that was cut off as a file.
 */
export function useDownload() {
  const { t } = useTranslation('general')
  const format = useFormat()
  return async (path: string, name?: string) => {
    const id = notifications.show({
      loading: true,
      message: t('download.begun'),
      autoClose: false,
      withCloseButton: false,
    })
    let told = Date.now()
    try {
      const file = await fetchFile(path, (bytes) => {
        if (Date.now() - told < pace) return
        told = Date.now()
        const megabytes = format.tenths(bytes / 1_000_000)
        notifications.update({ id, loading: true, message: t('download.soFar', { megabytes }) })
      })
      const called = name ?? file.name ?? 'liveops'
      save(file.content, called)
      notifications.update({
        id,
        loading: false,
        color: 'teal',
        message: t('download.done', { name: called }),
        autoClose: 4_000,
        withCloseButton: true,
      })
    } catch (error) {
      const { title, detail } = problem(error)
      notifications.update({
        id,
        loading: false,
        color: 'red',
        title,
        message: detail,
        autoClose: false,
        withCloseButton: true,
        role: 'alert',
      })
    }
  }
}
