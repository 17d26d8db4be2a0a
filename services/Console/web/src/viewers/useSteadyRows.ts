import { useState } from 'react'
import type { ViewerProfile } from '../api/viewers'
import { settle, type Settled } from './settled'

/**
 * Keeps the rows of a page in their places while their numbers change, until another page is asked for.
 * @param key Names the page.
 * @param fresh What the server says of it now; undefined while it has said nothing.
 */
export function useSteadyRows(key: string, fresh: readonly ViewerProfile[] | undefined) {
  const [held, hold] = useState<{ key: string; rows: readonly ViewerProfile[] }>()
  if (fresh !== undefined && held?.key !== key) hold({ key, rows: fresh })
  const settled: Settled<ViewerProfile> =
    held === undefined
      ? { rows: [], moved: 0 }
      : settle(held.rows, held.key === key ? (fresh ?? []) : held.rows)
  return { ...settled, /** Shows the page as it is now. */ showNow: () => hold(undefined) }
}
