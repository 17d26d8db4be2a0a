import { useEffect, useRef } from 'react'
import { neighbour } from '../model/graph'
import { domId } from './domId'
import type { Builder, Spot } from './useBuilder'

const arrows = { ArrowUp: 'up', ArrowDown: 'down', ArrowLeft: 'left', ArrowRight: 'right' } as const

interface Keys {
  builder: Builder
  ask: (spot: Spot) => void
  /** Into the form of what is chosen. */
  edit: () => void
  save: () => void
}

/**
 * The builder's keys. Undo and save work everywhere on the page; those that choose, add, move and delete only while
 * a box has the focus.
 */
export function useKeys(keys: Keys) {
  const last = useRef(keys)
  useEffect(() => {
    last.current = keys
  })
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented) return
      if (whole(event, last.current) || onBox(event, last.current)) event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [])
  const { selected } = keys.builder
  const onCanvas = useRef(false)
  useEffect(() => {
    const remember = (event: FocusEvent) => {
      onCanvas.current = event.target instanceof HTMLElement && event.target.dataset['node'] !== undefined
    }
    window.addEventListener('focusin', remember)
    return () => window.removeEventListener('focusin', remember)
  }, [])
  // What is chosen with keys has the focus: the next key is for it.
  useEffect(() => {
    if (selected !== null && (onCanvas.current || document.activeElement === document.body))
      document.getElementById(domId(selected))?.focus({ preventScroll: true })
  }, [selected])
}

function whole(event: KeyboardEvent, { builder, save }: Keys): boolean {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return false
  // A dialog has texts of its own.
  if (document.querySelector('[role="dialog"][aria-modal="true"]') !== null) return false
  const key = event.key.toLowerCase()
  if (key === 'z' && event.shiftKey) builder.redo()
  else if (key === 'z') builder.undo()
  else if (key === 'y') builder.redo()
  else if (key === 's') save()
  else return false
  return true
}

function onBox(event: KeyboardEvent, { builder, ask, edit }: Keys): boolean {
  const box = event.target instanceof HTMLElement ? event.target.dataset['node'] : undefined
  if (box === undefined) return false
  const key = event.key.toLowerCase()
  if (event.ctrlKey || event.metaKey) {
    if (key === 'c') builder.copy(box)
    else if (key === 'x') builder.cut(box)
    else if (key === 'v') builder.paste(box)
    else return false
    return true
  }
  if (event.key in arrows) {
    const way = arrows[event.key as keyof typeof arrows]
    if (!event.altKey) builder.select(neighbour(builder.graph, box, way) ?? null)
    else if (way === 'up' || way === 'down') builder.shift(box, way === 'up' ? -1 : 1)
    return true
  }
  const isStep = builder.nodeAt(box)?.part !== undefined
  if (key === 'a' || key === 'insert') {
    builder.select(box)
    ask(builder.spotAfter(box))
  } else if (event.key === 'Delete' || event.key === 'Backspace') builder.remove(box)
  else if (event.key === 'Enter' && isStep) {
    builder.select(box)
    edit()
  } else if (event.key === 'Escape') builder.select(null)
  else return false
  return true
}
