import { describe, expect, it } from 'vitest'
import { highlight, wordsOf } from './highlight'

const marked = (text: string, ...words: string[]) =>
  highlight(text, words)
    .map((piece) => (piece.marked ? `[${piece.text}]` : piece.text))
    .join('')

describe('highlighted words', () => {
  it('are found without regard to case and accents, wherever they stand', () => {
    expect(marked('Olá, olÁ! 666', 'ola', '666')).toBe('[Olá], [olÁ]! [666]')
    expect(marked('ola 666', 'OLÁ', '666')).toBe('[ola] [666]')
    expect(marked('666 and a rose', 'rose', '666')).toBe('[666] and a [rose]')
    expect(marked('nothing here', 'rose')).toBe('nothing here')
    expect(marked('', 'rose')).toBe('')
    expect(marked('rose', '')).toBe('rose')
  })

  it('are the longer one of two at one place, and never overlap', () => {
    expect(marked('roses and rose', 'rose', 'roses')).toBe('[roses] and [rose]')
    expect(marked('aaa', 'aa')).toBe('[aa]a')
  })

  it('are marked where they stand, whatever signs stand before them', () => {
    for (const before of ['ﬁne 👩‍👩‍👧 ', 'İstanbul ẞ ', 'مرحبا ', 'e\u0301 ', 'a\u0301\u0302 '])
      expect(marked(`${before}rose שלום`, 'rose')).toBe(`${before}[rose] שלום`)
  })

  it('come with commas between them', () => {
    expect(wordsOf(' rose, 666 ,,two words ')).toEqual(['rose', '666', 'two words'])
  })
})
