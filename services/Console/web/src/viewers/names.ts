import type { ViewerProfile } from '../api/viewers'

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
const worn = /[\p{L}\p{N}\p{Extended_Pictographic}]/u

/** Most UTF-16 units of one sign that a picture has room for: marks can be heaped up without end. */
const longestSign = 12

/** One or two signs that stand for a person without a picture: whole ones, however they are put together. */
export function initialsOf(name: string): string {
  const words = name
    .split(/\s+/u)
    .map((word) => {
      for (const { segment } of graphemes.segment(word))
        if (worn.test(segment) && segment.length <= longestSign) return segment
      return ''
    })
    .filter((sign) => sign !== '')
  return words.slice(0, 2).join('').toLocaleUpperCase() || '?'
}

type Named = Pick<ViewerProfile, 'userId' | 'username' | 'displayName'>

/** What to call them: TikTok does not always say a name. */
export const nameOf = ({ userId, username, displayName }: Named) =>
  [displayName, username].find((name) => name?.trim()) ?? userId

/** A colour that stays theirs. */
export function hueOf(userId: string): number {
  let hash = 0
  for (const sign of userId) hash = Math.imul(hash ^ (sign.codePointAt(0) ?? 0), 0x9e3779b1)
  // Ids that differ in their last digit alone get colours far apart.
  return ((hash ^ (hash >>> 15)) >>> 0) % 360
}
