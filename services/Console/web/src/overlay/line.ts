import type { OverlayItem } from './types'

const header = 'X-LiveOps-Overlay'
/** The server sends something every 5 s: after this the line is dead, whatever the network says. */
const silence = 16_000
const longestWait = 15_000
/** A link that was replaced does not come back; a database that is away does. */
const refusedWait = 60_000

/** Before the n-th attempt, in ms: soon at first, then less often, and not all overlays in one moment. */
export const waitBefore = (attempt: number, chance: number) =>
  Math.min(longestWait, 500 * 2 ** attempt) * (0.5 + chance / 2)

/**
 * Follows the overlay's stream for as long as the page lives, and says nothing of what fails: OBS would show it to
 * everybody. `refused` is called where the link opens nothing any more.
 */
export async function follow(
  account: string,
  token: string,
  take: (item: OverlayItem) => void,
  refused: () => void,
): Promise<never> {
  for (let attempt = 0; ; attempt++) {
    const end = new AbortController()
    let watch = setTimeout(() => end.abort(), silence)
    try {
      const answer = await fetch(`/overlay/${account}/events`, {
        headers: { [header]: token },
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy: 'no-referrer',
        signal: end.signal,
      })
      if (answer.status === 401) {
        refused()
        await pause(refusedWait)
        continue
      }
      if (answer.ok && answer.body) {
        const read = reader(take)
        const bytes = answer.body.pipeThrough(new TextDecoderStream()).getReader()
        for (let part = await bytes.read(); !part.done; part = await bytes.read()) {
          clearTimeout(watch)
          watch = setTimeout(() => end.abort(), silence)
          attempt = 0
          read(part.value)
        }
      }
    } catch {
      // Whatever it was: it is tried again.
    } finally {
      clearTimeout(watch)
      end.abort()
    }
    await pause(waitBefore(attempt, Math.random()))
  }
}

/** Takes pieces of a stream of server-sent events as they come, and gives on the items in them. */
export function reader(take: (item: OverlayItem) => void) {
  let rest = ''
  return (piece: string) => {
    const blocks = (rest + piece).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) {
      if (!block.startsWith('data: ')) continue
      let item: OverlayItem
      try {
        item = JSON.parse(block.slice('data: '.length)) as OverlayItem
      } catch {
        continue
      }
      take(item)
    }
  }
}

/** Fetches a sound of the workspace. */
export const fetchSound = (account: string, token: string) => (name: string) =>
  fetch(`/overlay/${account}/sounds/${encodeURIComponent(name)}`, {
    headers: { [header]: token },
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
  })

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))
