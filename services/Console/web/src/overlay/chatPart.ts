import { element, foreign } from './dom'
import type { Part } from './stage'
import type { OverlayItem } from './types'

const most = 12

/** The last comments, newest below; what a moderator takes away goes from here, too. */
export function chatPart(): Part {
  const root = element('section', 'part chat')
  const list = element('div', 'card lines')
  let lines: { id: string | undefined; row: HTMLElement }[] = []
  let room = most

  function draw() {
    lines = lines.slice(-room)
    const rows = lines.map(({ row }) => row)
    for (const old of [...list.children]) if (!rows.includes(old as HTMLElement)) old.remove()
    for (const row of rows) if (row.parentNode !== list) list.append(row)
    if (rows.length > 0) root.replaceChildren(list)
    else root.replaceChildren()
  }

  const rowOf = (item: OverlayItem) =>
    element('p', 'line', foreign('name', item.name ?? ''), ' ', foreign('text', item.text ?? ''))

  return {
    name: 'chat',
    root,
    placeOf: ({ chat }) => chat.place,
    isShown: ({ chat }) => chat.shown,
    dress: ({ chat }) => {
      room = chat.lines
      draw()
    },
    take: (item) => {
      if (item.type === 'chat' && !lines.some(({ id }) => id !== undefined && id === item.id)) {
        lines.push({ id: item.id, row: rowOf(item) })
        draw()
      }
      if (item.type === 'remove') {
        lines = lines.filter(({ id }) => id === undefined || item.ids?.includes(id) !== true)
        draw()
      }
    },
    clear: () => {
      lines = []
      draw()
    },
  }
}
