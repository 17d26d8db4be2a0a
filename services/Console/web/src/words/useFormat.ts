import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'

/** Numbers and times as the chosen language writes them. Times are those of the browser's zone. */
export function useFormat() {
  const { i18n } = useTranslation()
  const language = i18n.language
  return useMemo(() => formatOf(language), [language])
}

export function formatOf(language: string) {
  const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 })
  const short = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  const tenths = new Intl.NumberFormat(language, { maximumFractionDigits: 1 })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' })
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hour12: false })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  return {
    whole: (value: number) => whole.format(value),
    /** 1.2K for 1,234: where there is little room. */
    short: (value: number) => short.format(value),
    tenths: (value: number) => tenths.format(value),
    date: (time: string | Date) => date.format(new Date(time)),
    moment: (time: string | number | Date) => moment.format(new Date(time)),
    clock: (time: string | Date) => clock.format(new Date(time)),
    /** "3 min. ago". */
    ago: (time: string | Date, now: number = Date.now()) => {
      const seconds = Math.round((new Date(time).getTime() - now) / 1_000)
      for (const [unit, length] of units)
        if (Math.abs(seconds) >= length) return relative.format(Math.trunc(seconds / length), unit)
      return relative.format(seconds, 'second')
    },
  }
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
