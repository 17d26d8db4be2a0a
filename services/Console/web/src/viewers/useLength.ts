import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { lengthIn } from './length'

/** A length of time as the chosen language writes it. */
export function useLength() {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo(() => lengthIn(language), [language])
}
