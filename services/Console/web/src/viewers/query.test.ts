import { expect, test } from 'vitest'
import { nextPage, previousPage, queryOf, whereOf, withQuery, wordsFor } from './query'

const address = (text: string) => new URLSearchParams(text)

test('an address says the list and back, and what is usual is not in it', () => {
  const text = 'account=a1&filter=vip&search=50%25+off&tag=x&blocked=false&sort=coins&order=asc'
  expect(withQuery(address(text), {}).toString()).toBe(text)
  expect(withQuery(address('filter=all&sort=lastSeen&order=desc&blocked='), {}).toString()).toBe('')
  expect(queryOf(address('filter=x&sort=x&order=x&blocked=x&page=x'))).toEqual(queryOf(address('')))
})

test('another list begins on its first page, and keeps what else the address says', () => {
  const deep = address('tab=insights&after=a&after=b&page=3&search=an')
  expect(withQuery(deep, { search: 'anna' }).toString()).toBe('tab=insights&search=anna')
})

test('an order that was turned is of that sort alone', () => {
  const turned = withQuery(address('sort=coins&order=asc'), { sort: 'name' })
  expect(turned.toString()).toBe('sort=name')
  expect(queryOf(turned).order).toBe('asc')
})

test('pages go on and back by their cursors', () => {
  let at = address('sort=coins')
  const step = (change: (query: ReturnType<typeof queryOf>) => object) => {
    at = withQuery(at, change(queryOf(at)))
  }
  for (const cursor of ['a', 'b', 'c']) step((query) => nextPage(query, cursor))
  expect([queryOf(at).page, wordsFor(queryOf(at)).after]).toEqual([4, 'c'])
  step(previousPage)
  expect([queryOf(at).page, wordsFor(queryOf(at)).after]).toEqual([3, 'b'])
  for (let n = 0; n < 40; n++) step((query) => nextPage(query, `n${n}`))
  expect(queryOf(at).page).toBe(43)
  for (let n = 0; n < 19; n++) step(previousPage)
  expect([queryOf(at).page, wordsFor(queryOf(at)).after]).toEqual([24, 'n20'])
  // What came before is not remembered: the first page is.
  step(previousPage)
  expect([queryOf(at).page, wordsFor(queryOf(at)).after]).toEqual([1, undefined])
})

test('who is meant is said in the words of the list, and nothing else', () => {
  expect(whereOf(queryOf(address('search=+anna+&blocked=true&sort=coins&after=a')))).toEqual({
    search: 'anna',
    blocked: true,
  })
  expect(whereOf(queryOf(address('search=++')))).toEqual({})
})
