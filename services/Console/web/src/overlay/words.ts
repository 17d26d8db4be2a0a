import en from '../words/en/overlay.json'
import id from '../words/id/overlay.json'
import type { OverlaySettings } from './types'

export type Words = ReturnType<typeof wordsOf>

/** The overlay's own few words, without what the console needs to know of languages. */
export function wordsOf(language: OverlaySettings['language']) {
  const texts = language === 'id' ? id : en
  const number = new Intl.NumberFormat(language)
  return {
    number: (value: number) => number.format(value),
    say: (key: keyof typeof en, values: Record<string, string> = {}) =>
      texts[key].replace(/\{\{(\w+)\}\}/g, (_, name: string) =>
        // Marked off, so that words of another direction do not turn the sentence.
        values[name] === undefined ? '' : `\u2068${values[name]}\u2069`,
      ),
  }
}
