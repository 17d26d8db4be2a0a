import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { places } from './places'

/** How long after "g" its second letter counts, ms. */
const patience = 1_500

/** Ctrl+K, "?" and "g" with a page's letter. The emergency stop's key is not one of these: it works while typing too. */
export function useShortcuts({ palette, help }: { palette: () => void; help: () => void }) {
  const navigate = useNavigate()
  const goAt = useRef(-Infinity)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.altKey) {
        event.preventDefault()
        palette()
        return
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
      if (event.key === '?') help()
      else if (event.key === 'g') goAt.current = event.timeStamp
      else if (event.timeStamp - goAt.current < patience) {
        goAt.current = -Infinity
        const place = places.find(({ letter }) => letter === event.key)
        if (place) void navigate(place.to)
      }
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [navigate, palette, help])
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))
