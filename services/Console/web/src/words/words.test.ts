import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const here = import.meta.dirname
type Texts = { [key: string]: string | Texts }

const read = (language: string) =>
  Object.fromEntries(
    readdirSync(join(here, language))
      .filter((name) => name.endsWith('.json'))
      .map((name) => [
        name.replace('.json', ''),
        JSON.parse(readFileSync(join(here, language, name), 'utf8')) as Texts,
      ]),
  )

function flat(texts: Texts, path = ''): [string, string][] {
  return Object.entries(texts).flatMap(([key, text]) =>
    typeof text === 'string' ? [[path + key, text] as [string, string]] : flat(text, `${path}${key}.`),
  )
}

const languages = readdirSync(here).filter((name) => statSync(join(here, name)).isDirectory())
const english = Object.fromEntries(flat(read('en')))
const values = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((found) => found[1]).sort()

/** Indonesian has one form where English has two, so its plurals need no `_one`. */
const plural = /_(one|other)$/
const needed = Object.keys(english).filter((key) => !key.endsWith('_one'))

test.each(languages.filter((language) => language !== 'en'))(
  '%s has every text, and no other',
  (language) => {
    const texts = Object.fromEntries(flat(read(language)))
    expect(needed.filter((key) => !texts[key]?.trim())).toEqual([])
    expect(Object.keys(texts).filter((key) => !(key in english))).toEqual([])
    for (const [key, text] of Object.entries(texts))
      expect([key, values(text)]).toEqual([key, values(english[key] ?? '')])
  },
)

test('every room of words is registered, and there in every language', () => {
  const rooms = Object.keys(read('en'))
  const registered = readFileSync(join(here, 'en', 'index.ts'), 'utf8')
  for (const room of rooms) expect(registered).toContain(`./${room}.json`)
  for (const language of languages) expect(Object.keys(read(language))).toEqual(rooms)
})

test('counts are written as the language writes numbers', () => {
  // Overlays put their few words together by themselves; what is a text already is named otherwise.
  const bare = Object.entries(english).filter(
    ([key, text]) => /\{\{(count|times)\}\}/.test(text) && !/^overlay\.|^health\.failed\.shown$/.test(key),
  )
  expect(bare).toEqual([])
})

test('no text is left over', () => {
  const source = sources(join(here, '..')).join('\n')
  const unused = Object.keys(english)
    .map((key) => key.slice(key.indexOf('.') + 1).replace(plural, ''))
    // A key that is put together ends a template: its beginning is looked for.
    .filter(
      (key) =>
        !source.includes(`'${key}'`) &&
        !source.includes(`\`${key.slice(0, key.lastIndexOf('.') + 1)}\${`) &&
        !source.includes(`"${key}"`),
    )
  expect(unused).toEqual([])
})

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.test.ts') ? [readFileSync(path, 'utf8')] : []
  })
}
