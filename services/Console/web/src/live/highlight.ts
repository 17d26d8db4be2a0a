export interface Piece {
  text: string
  marked: boolean
}

/** Words that somebody typed with commas between them. */
export const wordsOf = (text: string): string[] =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')

/** Case and accents count for nothing, as in the rules; every sign keeps its place. */
const fold = (text: string) =>
  [...text]
    .map((sign) => {
      const plain = sign.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
      return plain.length === sign.length ? plain : sign
    })
    .join('')

/** The text in pieces, those marked that are one of the words. */
export function highlight(text: string, words: readonly string[]): Piece[] {
  const folded = fold(text)
  const wanted = words.map(fold).filter((word) => word !== '')
  const pieces: Piece[] = []
  let from = 0
  while (from < text.length) {
    let at = -1
    let length = 0
    for (const word of wanted) {
      const found = folded.indexOf(word, from)
      // Of two at one place the longer one.
      if (found >= 0 && (at < 0 || found < at || (found === at && word.length > length)))
        [at, length] = [found, word.length]
    }
    if (at < 0) break
    if (at > from) pieces.push({ text: text.slice(from, at), marked: false })
    pieces.push({ text: text.slice(at, at + length), marked: true })
    from = at + length
  }
  if (from < text.length) pieces.push({ text: text.slice(from), marked: false })
  return pieces
}
