import type { DragEvent } from 'react'
import type { Family } from '../model/catalogue'
import type { Builder, Spot } from './useBuilder'

/** What is dragged: a new step of a kind, or one that is there. */
export interface Dragged {
  family: Family
  type?: string
  from?: string
}

const prefix = 'application/x-liveops-'

/** While something is over a place, a browser tells its type and not its content: the type says what fits. */
export const dragOf = (family: Family) => `${prefix}${family}`

const familyOf = (event: DragEvent): Family | undefined =>
  (['action', 'condition', 'trigger'] as const).find((family) =>
    event.dataTransfer.types.includes(dragOf(family)),
  )

const takes = (spot: Spot, family: Family | undefined) =>
  (family === 'action' && spot.place !== undefined) ||
  (family === 'condition' && spot.condition !== undefined)

/** What a place needs to take what is dropped on it. */
export const dropOn = (builder: Builder, spot: Spot) => ({
  onDragOver: (event: DragEvent) => {
    if (!builder.readOnly && takes(spot, familyOf(event))) event.preventDefault()
  },
  onDrop: (event: DragEvent) => {
    const family = familyOf(event)
    if (family === undefined || !takes(spot, family)) return
    event.preventDefault()
    const dragged = JSON.parse(event.dataTransfer.getData(dragOf(family))) as Dragged
    if (dragged.from !== undefined) builder.move(dragged.from, spot)
    else {
      const forms = family === 'action' ? builder.catalogue.actions : builder.catalogue.conditions
      const form = forms.find(({ type }) => type === dragged.type)
      if (form) builder.add(family, form, spot)
    }
  },
})
