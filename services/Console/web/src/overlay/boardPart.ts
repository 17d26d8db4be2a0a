import { element, foreign, icon } from './dom'
import type { Part } from './stage'
import type { Leader } from './types'

/** Who gave most in this LIVE. */
export function boardPart(): Part {
  const root = element('section', 'part board')
  let leaders: readonly Leader[] = []
  let last: Parameters<Part['dress']> | null = null

  function draw() {
    if (last === null) return
    const [settings, { say, number }] = last
    const rows = leaders.map(({ name, coins }, index) => {
      const row = element(
        'li',
        `row rank-${index + 1}`,
        element('span', 'rank', String(index + 1)),
        foreign('name', name),
      )
      if (coins !== undefined) row.append(element('span', 'coins', icon('coin'), number(coins)))
      return row
    })
    root.replaceChildren(
      element(
        'div',
        'card',
        element('h2', 'title', settings.leaderboard.title || say('leaders')),
        rows.length > 0 ? element('ol', 'rows', ...rows) : element('p', 'nobody', say('nobody')),
      ),
    )
  }

  return {
    name: 'leaderboard',
    root,
    placeOf: ({ leaderboard }) => leaderboard.place,
    isShown: ({ leaderboard }) => leaderboard.shown,
    dress: (...how) => {
      last = how
      draw()
    },
    take: (item) => {
      if (item.type !== 'board') return
      leaders = item.leaders ?? []
      draw()
    },
    clear: () => {
      leaders = []
      draw()
    },
  }
}
