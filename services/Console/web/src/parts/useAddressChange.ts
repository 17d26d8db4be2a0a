import { useCallback } from 'react'
import { useSearchParams } from 'react-router'

/**
 * Changes parts of the address; empty takes one away. Made from what the address says now, not from what was drawn last:
 * of two changes that follow at once, both count.
 */
export function useAddressChange() {
  const [, setSearch] = useSearchParams()
  return useCallback(
    (values: Readonly<Record<string, string>>) => {
      const next = new URLSearchParams(window.location.search)
      for (const [name, value] of Object.entries(values))
        if (value === '') next.delete(name)
        else next.set(name, value)
      setSearch(next, { replace: true })
    },
    [setSearch],
  )
}
