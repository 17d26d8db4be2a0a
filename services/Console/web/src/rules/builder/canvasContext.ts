import { createContext, useContext } from 'react'
import type { Builder, Spot } from './useBuilder'

/** What boxes and lines of the drawing need: the library makes them, with data of its own only. */
export const CanvasContext = createContext<{ builder: Builder; ask: (spot: Spot) => void } | null>(null)

export function useCanvas() {
  const context = useContext(CanvasContext)
  if (context === null) throw new Error('Boxes are drawn on the canvas only.')
  return context
}
