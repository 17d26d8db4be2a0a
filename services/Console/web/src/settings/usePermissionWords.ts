import { useTranslation } from 'react-i18next'
import type { Permission } from '../api/health'

/** What permissions and their rooms are called; the server's English where the language has no words for one. */
export function usePermissionWords() {
  const { t } = useTranslation('settings')
  return {
    words: ({ name, words }: Permission) =>
      t(`permission.${name.replace('.', '_')}`, { defaultValue: words }),
    room: (room: string) => t(`room.${room}`, { defaultValue: room }),
  }
}
