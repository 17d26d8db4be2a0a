import i18next from 'i18next'
import resourcesToBackend from 'i18next-resources-to-backend'
import { initReactI18next } from 'react-i18next'

/** Languages that can be chosen, each by its own name. */
export const languages = {
  en: 'English',
  id: 'Bahasa Indonesia',
} as const

export type Language = keyof typeof languages

/** What every page needs; the words of a room come with the first part that asks for them. */
const everywhere = ['frame', 'general', 'stop']

const place = 'liveops.language'

/** Begins with what was chosen before, else with the browser's first language that there is. */
export async function startWords() {
  await i18next
    .use(resourcesToBackend((language: string, room: string) => import(`./${language}/${room}.json`)))
    .use(initReactI18next)
    .init({
      lng: chosen(),
      supportedLngs: Object.keys(languages),
      fallbackLng: 'en',
      ns: everywhere,
      defaultNS: 'frame',
      // React escapes what it shows.
      interpolation: { escapeValue: false },
    })
  document.documentElement.lang = i18next.language
}

export async function setLanguage(language: Language) {
  await i18next.changeLanguage(language)
  document.documentElement.lang = language
  try {
    localStorage.setItem(place, language)
  } catch {
    // Without storage it is chosen anew each time.
  }
}

function chosen(): Language {
  let kept: string | null = null
  try {
    kept = localStorage.getItem(place)
  } catch {
    // Without storage the browser's language counts.
  }
  const wanted = [kept, ...navigator.languages.map((tag) => tag.slice(0, 2))]
  return (wanted.find((tag) => tag !== null && tag in languages) as Language | undefined) ?? 'en'
}
