import { useMantineColorScheme } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { putPreferences, readPreferences, type Preferences } from '../api/settings'
import { setLanguage } from '../words'
import { preferences } from './preferences'

export const preferencesKey = ['preferences'] as const

/** As the server has it. */
export const useKeptPreferences = () =>
  useQuery({ queryKey: preferencesKey, queryFn: readPreferences, staleTime: 5 * 60_000 })

/** Applies what the member likes, here and from another browser. What they do not care about stays as it is here. */
export function useApplyPreferences() {
  const kept = useKeptPreferences().data
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { i18n } = useTranslation()
  const language = kept?.language ?? null
  const colours = kept?.colours === 'system' ? 'auto' : (kept?.colours ?? null)
  useEffect(() => {
    if (kept !== undefined) preferences.take(kept)
  }, [kept])
  useEffect(() => {
    if (language !== null && language !== i18n.language) void setLanguage(language)
  }, [language, i18n])
  useEffect(() => {
    if (colours !== null && colours !== colorScheme) setColorScheme(colours)
  }, [colours, colorScheme, setColorScheme])
}

/** Changes are sent one after the other: the last one that was made is the last one that is kept. */
let last: Promise<unknown> = Promise.resolve()

/** Changes some of it: at once here, then on the server. Fails, and is taken back, where the server does not take it. */
export function useChangePreferences() {
  const client = useQueryClient()
  return useCallback(
    (change: Partial<Preferences>): Promise<Preferences> => {
      const apply = () =>
        client.setQueryData<Preferences>(preferencesKey, (known) => known && { ...known, ...change })
      // What is being read is older than this.
      void client.cancelQueries({ queryKey: preferencesKey }).then(apply)
      apply()
      const next = last.then(async () => {
        const known = await client.ensureQueryData({ queryKey: preferencesKey, queryFn: readPreferences })
        return putPreferences({ ...known, ...change })
      })
      last = next.catch(() => client.invalidateQueries({ queryKey: preferencesKey }))
      return next
    },
    [client],
  )
}
