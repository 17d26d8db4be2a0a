import { useEffect, useState } from 'react'
import type { RuleDocument } from '../../api/rules'

const keyOf = (id: string) => `liveops.rule.${id}`

/** What was left unsaved in this tab, and of which version. */
export interface Kept {
  version: number
  /** When it was changed last, ms since 1970. */
  at: number
  document: RuleDocument
}

export function keptOf(id: string): Kept | undefined {
  try {
    const text = sessionStorage.getItem(keyOf(id))
    return text === null ? undefined : (JSON.parse(text) as Kept)
  } catch {
    return undefined
  }
}

export function forget(id: string) {
  try {
    sessionStorage.removeItem(keyOf(id))
  } catch {
    // Without storage nothing was kept.
  }
}

/**
 * Nobody loses changes by accident: links ask first, closing the tab asks, and whatever else leads away finds them
 * again on the way back.
 */
export function useLeaving(id: string, version: number, document: RuleDocument, dirty: boolean) {
  const [to, ask] = useState<string | null>(null)
  useEffect(() => {
    if (!dirty) {
      forget(id)
      return
    }
    try {
      sessionStorage.setItem(keyOf(id), JSON.stringify({ version, at: Date.now(), document } satisfies Kept))
    } catch {
      // Without storage the questions remain.
    }
  }, [id, version, document, dirty])
  useEffect(() => {
    if (!dirty) return
    const close = (event: BeforeUnloadEvent) => event.preventDefault()
    const follow = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a[href]') : null
      if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return
      if (link.origin !== location.origin || link.target === '_blank' || link.hasAttribute('download')) return
      event.preventDefault()
      event.stopPropagation()
      ask(link.pathname + link.search)
    }
    window.addEventListener('beforeunload', close)
    window.addEventListener('click', follow, { capture: true })
    return () => {
      window.removeEventListener('beforeunload', close)
      window.removeEventListener('click', follow, { capture: true })
    }
  }, [dirty])
  return { to, stay: () => ask(null) }
}
