/** Strongest colour of a cell, 0 to 1; an hour with anything is never as pale as one with nothing. */
export function warmth(value: number, most: number): number {
  if (value <= 0 || most <= 0) return 0
  // The root: a single great hour does not make all others look alike.
  const heat = Math.sqrt(value / most)
  return isHot(heat) ? 0.75 + 0.5 * (heat - 0.5) : 0.1 + 0.5 * heat
}

/** Nothing can be read on what lies between pale and strong, so there is nothing there. */
const isHot = (heat: number) => heat >= 0.5

export const mostOf = (hours: readonly (readonly number[])[]) => Math.max(0, ...hours.flat())

/** Monday to Sunday in a language. */
export function daysIn(language: string, weekday: 'short' | 'long'): string[] {
  const format = new Intl.DateTimeFormat(language, { weekday, timeZone: 'UTC' })
  // The first of January 2024 was a Monday.
  return Array.from({ length: 7 }, (_, day) => format.format(Date.UTC(2024, 0, 1 + day)))
}

export const hourOf = (hour: number) => `${String(hour).padStart(2, '0')}:00`
