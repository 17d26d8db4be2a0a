import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import en from './en'

/** Languages that can be chosen, each by its own name. */
export const languages = {
  en: 'English',
  id: 'Bahasa Indonesia',
} as const

export type Language = keyof typeof languages

/** Every language but English comes when it is chosen. */
const loaders: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = {
  id: () => import('./id'),
}

const place = 'liveops.language'

/** Begins with what was chosen before, else with the browser's first language that there is. */
export async function startWords() {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en },
    // React escapes what it shows.
    interpolation: { escapeValue: false },
  })
  await setLanguage(chosen())
}

export async function setLanguage(language: Language) {
  if (language !== 'en' && !i18next.hasResourceBundle(language, 'frame')) {
    const words = (await loaders[language]()).default
    for (const [room, texts] of Object.entries(words)) i18next.addResourceBundle(language, room, texts)
  }
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
