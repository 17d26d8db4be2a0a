import { expect, test } from 'vitest'
import { reader, waitBefore } from './line'
import { isLight, withOpacity } from './look'
import { wishesOf } from './stage'
import type { OverlayItem } from './types'
import { wordsOf } from './words'

test('items are found however the stream is cut, and what is none is passed over', () => {
  const stream =
    ':\n\ndata: {"type":"likes","likes":5}\n\ndata: {broken\n\n:\n\ndata: {"type":"chat","text":"é\\n\\n"}\n\n'
  for (let size = 1; size < stream.length; size++) {
    const taken: OverlayItem[] = []
    const read = reader((item) => taken.push(item))
    for (let at = 0; at < stream.length; at += size) read(stream.slice(at, at + size))
    expect(taken).toEqual([
      { type: 'likes', likes: 5 },
      { type: 'chat', text: 'é\n\n' },
    ])
  }
})

test('attempts come soon at first, then every quarter of a minute, and not in one moment', () => {
  expect(waitBefore(0, 0)).toBe(250)
  expect(waitBefore(0, 1)).toBe(500)
  expect(waitBefore(40, 1)).toBe(15_000)
  expect(waitBefore(40, 0)).toBe(7_500)
})

test('the address may narrow what is shown, and nothing in it breaks the picture', () => {
  expect(wishesOf(new URLSearchParams('parts=alerts,goal&theme=neon&scale=2&mute'))).toEqual({
    parts: ['alerts', 'goal'],
    theme: 'neon',
    scale: 2,
    mute: true,
  })
  for (const scale of ['0', '-1', '1000', 'x', 'Infinity'])
    expect(wishesOf(new URLSearchParams({ scale })).scale).toBe(1)
})

test('colours are written so that an older browser of OBS reads them', () => {
  expect(withOpacity('#ff3366', 25)).toBe('rgba(255, 51, 102, 0.25)')
  expect([isLight('#ffc53d'), isLight('#c2410c')]).toEqual([true, false])
})

test('words of viewers are marked off in a sentence', () => {
  expect(wordsOf('en').say('sent', { gift: 'Rose' })).toBe('sent \u2068Rose\u2069')
  expect(wordsOf('id').say('sent', { gift: '{{gift}}' })).toBe('mengirim \u2068{{gift}}\u2069')
})
