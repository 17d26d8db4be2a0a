import { element, foreign } from './dom'
import type { Part } from './stage'
import type { OverlayItem } from './types'

const atOnce = 3
const room = 20

/** What rules write, each for its time; at most three at once, the others wait. */
export function messagePart(): Part & { idle: OverlayItem | null } {
  const root = element('section', 'part messages')
  const told = new Set<string>()
  let waiting: OverlayItem[] = []
  let shown: { card: HTMLElement; timer: ReturnType<typeof setTimeout> }[] = []
  let last: Parameters<Part['dress']> | null = null

  const cardOf = (item: OverlayItem) => {
    const card = element('article', 'card message', foreign('text', item.text ?? ''))
    if (item.test && last) card.append(element('span', 'test', last[1].say('test')))
    return card
  }

  function draw() {
    while (shown.length < atOnce) {
      const item = waiting.shift()
      if (item === undefined) break
      const card = cardOf(item)
      const one = {
        card,
        timer: setTimeout(() => {
          shown = shown.filter((other) => other !== one)
          draw()
        }, item.ms ?? 5_000),
      }
      shown.push(one)
    }
    const idle = part.idle && shown.length === 0 ? [cardOf(part.idle)] : []
    const cards = [...shown.map(({ card }) => card), ...idle]
    // What stays is left where it is: it must not slide in again.
    for (const old of [...root.children]) if (!cards.includes(old as HTMLElement)) old.remove()
    for (const card of cards) if (card.parentNode !== root) root.append(card)
  }

  const part: Part & { idle: OverlayItem | null } = {
    name: 'messages',
    root,
    idle: null,
    placeOf: ({ messages }) => messages.place,
    isShown: ({ messages }) => messages.shown,
    dress: (...how) => {
      last = how
      draw()
    },
    take: (item) => {
      if (item.type !== 'cue' || item.text === undefined || told.has(item.id ?? '')) return
      if (item.id !== undefined) told.add(item.id)
      if (told.size > 500) told.clear()
      waiting = [...waiting, item].slice(-room)
      draw()
    },
    clear: () => {
      for (const { timer } of shown) clearTimeout(timer)
      waiting = []
      shown = []
      draw()
    },
  }
  return part
}
