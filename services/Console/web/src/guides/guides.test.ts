import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { htmlOf } from '../../build/guides'
import { guideNames, guideOf } from './names'

const folder = join(import.meta.dirname, '../../../../../docs')
const pages = new Map(
  guideNames.map((name) => [`/guides/${name}`, htmlOf(readFileSync(join(folder, `${name}.md`), 'utf8'))]),
)

it('offers every guide that is not for developers', () => {
  const files = readdirSync(folder).filter((name) => /^[a-z-]+\.md$/.test(name))
  expect([...guideNames].sort()).toEqual(files.map((name) => name.replace('.md', '')).sort())
})

it('leads nowhere that there is not', () => {
  const links = [...pages].flatMap(([page, html]) =>
    [...html.matchAll(/href="((?:\/guides\/|#)[^"]*)"/g)].map(([, to = '']) =>
      to.startsWith('#') ? page + to : to,
    ),
  )
  expect(links.length).toBeGreaterThan(10)
  const dead = [...links, ...Object.values(guideOf)].filter((link) => {
    const [page = '', anchor] = link.split('#')
    const html = pages.get(page)
    return html === undefined || (anchor !== undefined && !html.includes(`id="${anchor}"`))
  })
  expect(dead).toEqual([])
})

it('takes nothing along that is not served', () => {
  expect(htmlOf('See [the picture](ARCHITECTURE.md#x).')).toBe('<p>See the picture.</p>\n')
})
