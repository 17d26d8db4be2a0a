import { describe, expect, it } from 'vitest'
import { highlight, wordsOf } from './highlight'

const marked = (text: string, ...words: string[]) =>
  highlight(text, words)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

describe('highlighted words', () => {
  it('are found without regard to case and accents, wherever they stand', () => {
    expect(marked('Olá, olÁ! 666', 'ola', '666')).toBe('[Olá], [olÁ]! [666]')
    expect(marked('nothing here', 'rose')).toBe('nothing here')
    expect(marked('', 'rose')).toBe('')
    expect(marked('rose', '')).toBe('rose')
  })

  it('are the longer one of two at one place, and never overlap', () => {
    expect(marked('roses and rose', 'rose', 'roses')).toBe('[roses] and [rose]')
    expect(marked('aaa', 'aa')).toBe('[aa]a')
  })

  it('keep every sign in its place', () => {
    for (const text of ['ﬁne 👩‍👩‍👧 İstanbul ẞ', 'مرحبا rose שלום', 'e\u0301 rose'])
      expect(
        highlight(text, ['rose', 'i'])
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text)
  })

  it('come with commas between them', () => {
    expect(wordsOf(' rose, 666 ,,two words ')).toEqual(['rose', '666', 'two words'])
  })
})
