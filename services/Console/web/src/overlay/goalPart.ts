import { wayOf } from '../live/goals'
import { again, element, icon } from './dom'
import type { Part } from './stage'

/** How far the room's likes are from the next goal. */
export function goalPart(): Part {
  const root = element('section', 'part goal')
  const title = element('span', 'title')
  const numbers = element('span', 'numbers')
  const bar = element('div', 'bar')
  const card = element(
    'div',
    'card',
    element('div', 'head', icon('heart'), title, numbers),
    element('div', 'track', bar),
  )
  root.append(card)
  let likes = 0
  let goalBefore: number | null = null
  let cheer: ReturnType<typeof setTimeout> | undefined
  let last: Parameters<Part['dress']> | null = null

  function draw() {
    if (last === null) return
    const [{ goal: settings }, { say, number }] = last
    const { from, goal } = wayOf(settings, likes)
    // The likes go on where a goal was reached: either the next one is further, or this was the last.
    const reached =
      goalBefore !== null && likes >= goalBefore && card.dataset['reached'] !== String(goalBefore)
    if (reached) {
      card.dataset['reached'] = String(goalBefore)
      again(card, 'cheer')
      clearTimeout(cheer)
      cheer = setTimeout(() => {
        card.classList.remove('cheer')
        draw()
      }, 4_000)
    }
    goalBefore = goal
    title.textContent = card.classList.contains('cheer') ? say('reached') : settings.title || say('likes')
    numbers.textContent = `${number(likes)} / ${number(goal)}`
    const done = Math.max(0, Math.min(1, (likes - from) / (goal - from)))
    bar.style.setProperty('width', `${done * 100}%`)
  }

  const begin = () => {
    goalBefore = null
    delete card.dataset['reached']
    card.classList.remove('cheer')
  }

  return {
    name: 'goal',
    root,
    placeOf: ({ goal }) => goal.place,
    isShown: ({ goal }) => goal.shown,
    dress: (...how) => {
      if (last?.[0].goal.threshold !== how[0].goal.threshold || last[0].goal.when !== how[0].goal.when)
        begin()
      last = how
      draw()
    },
    take: (item) => {
      if (item.type !== 'likes') return
      // A new LIVE begins at nothing; the first number is no goal that was reached now.
      if ((item.likes ?? 0) < likes || likes === 0) begin()
      likes = item.likes ?? 0
      draw()
    },
    clear: () => {
      likes = 0
      begin()
      draw()
    },
  }
}
