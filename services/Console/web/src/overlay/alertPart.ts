import { AlertQueue } from './alerts'
import { again, element, foreign, icon } from './dom'
import type { Part } from './stage'
import type { OverlayItem } from './types'

const kinds = ['gift', 'follow', 'share', 'subscribe'] as const
type Kind = (typeof kinds)[number]
const isAlert = (item: OverlayItem): item is OverlayItem & { type: Kind } =>
  (kinds as readonly string[]).includes(item.type)

/** Gifts, followers, shares and subscriptions, one at a time. */
export function alertPart(began: (item: OverlayItem) => void): Part & { idle: OverlayItem | null } {
  const root = element('section', 'part alerts')
  const queue = new AlertQueue()
  let timer: ReturnType<typeof setTimeout> | undefined
  let drawn: { item: OverlayItem; card: HTMLElement } | null = null
  let last: Parameters<Part['dress']> | null = null

  function look() {
    if (last === null) return
    clearTimeout(timer)
    const now = performance.now()
    const ms = last[0].alerts.shownSeconds * 1000
    if (queue.look(now, ms) && queue.shown && queue.shown !== part.idle) began(queue.shown)
    draw(queue.shown ?? part.idle)
    if (queue.until !== null) timer = setTimeout(look, Math.max(20, queue.until - now))
  }

  function draw(item: OverlayItem | null) {
    if (last === null || drawn?.item === item) return
    if (item === null || !isAlert(item)) {
      drawn?.card.remove()
      drawn = null
      return
    }
    const counting = drawn !== null && drawn.item.key !== undefined && drawn.item.key === item.key
    const card = cardOf(item, last[1])
    if (counting) {
      card.classList.add('still')
      const count = card.querySelector<HTMLElement>('.count')
      if (count) again(count, 'bump')
    }
    root.replaceChildren(card)
    drawn = { item, card }
  }

  const part: Part & { idle: OverlayItem | null } = {
    name: 'alerts',
    root,
    idle: null,
    placeOf: ({ alerts }) => alerts.place,
    isShown: () => true,
    dress: (...how) => {
      last = how
      drawn = null
      root.replaceChildren()
      draw(queue.shown ?? part.idle)
    },
    take: (item) => {
      if (last === null || !isAlert(item)) return
      queue.offer(item, performance.now(), last[0].alerts.shownSeconds * 1000)
      look()
    },
    clear: () => {
      queue.clear()
      look()
    },
  }
  return part
}

function cardOf(
  item: OverlayItem & { type: Kind },
  { say, number }: Parameters<Part['dress']>[1],
): HTMLElement {
  const what =
    item.type === 'gift'
      ? say('sent', { gift: item.gift ?? say('gift') })
      : item.type === 'subscribe' && item.count
        ? say('month', { count: number(item.count) })
        : say(item.type)
  const detail = element('span', 'what', what)
  if (item.coins !== undefined) detail.append(element('span', 'coins', icon('coin'), number(item.coins)))
  const card = element(
    'article',
    `card alert alert-${item.type}`,
    element('span', 'badge', icon(item.type)),
    element('div', 'words', foreign('name', item.name ?? ''), detail),
  )
  if (item.type === 'gift' && (item.count ?? 1) > 1)
    card.append(element('span', 'count', `×${number(item.count ?? 1)}`))
  if (item.test) card.append(element('span', 'test', say('test')))
  return card
}
