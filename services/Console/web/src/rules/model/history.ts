/** What was, is, and was taken back. */
export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
  /** What the last step was about: the same again, soon, joins it. */
  about: string | undefined
  at: number
}

/** Steps that can be taken back. */
const most = 200

/** Typing that pauses for less is one step, ms. */
const together = 1_500

export const begin = <T>(present: T): History<T> => ({
  past: [],
  present,
  future: [],
  about: undefined,
  at: 0,
})

export function change<T>(history: History<T>, next: T, about: string | undefined, now: number): History<T> {
  if (next === history.present) return history
  const joins = about !== undefined && about === history.about && now - history.at < together
  return {
    past: joins ? history.past : [...history.past, history.present].slice(-most),
    present: next,
    future: [],
    about,
    at: now,
  }
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  return last === undefined
    ? history
    : {
        past: history.past.slice(0, -1),
        present: last,
        future: [history.present, ...history.future],
        about: undefined,
        at: 0,
      }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...rest] = history.future
  return next === undefined
    ? history
    : { past: [...history.past, history.present], present: next, future: rest, about: undefined, at: 0 }
}
