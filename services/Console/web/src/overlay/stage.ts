import { alertPart } from './alertPart'
import { boardPart } from './boardPart'
import { chatPart } from './chatPart'
import { element } from './dom'
import { goalPart } from './goalPart'
import { dress } from './look'
import { messagePart } from './messagePart'
import type { Player } from './sounds'
import { places, themes, type OverlayItem, type OverlaySettings, type Place } from './types'
import { wordsOf, type Words } from './words'

/** One part of an overlay. */
export interface Part {
  /** As the address names it. */
  name: string
  root: HTMLElement
  placeOf: (settings: OverlaySettings) => Place
  isShown: (settings: OverlaySettings) => boolean
  dress: (settings: OverlaySettings, words: Words) => void
  take: (item: OverlayItem) => void
  clear: () => void
}

/** What the address of one browser source may say otherwise than the overlay's settings. */
export interface Wishes {
  /** Of what the overlay shows, these parts alone; null for all. */
  parts: readonly string[] | null
  theme: string | null
  /** 0.5 to 4. */
  scale: number
  mute: boolean
}

export function wishesOf(query: URLSearchParams): Wishes {
  const scale = Number(query.get('scale') ?? 1)
  return {
    parts: query.get('parts')?.toLowerCase().split(',') ?? null,
    theme: query.get('theme'),
    scale: scale >= 0.5 && scale <= 4 ? scale : 1,
    mute: query.has('mute'),
  }
}

/** The picture: parts in their places, in the overlay's look. */
export function stageOf(root: HTMLElement, player: Player, wishes: Wishes) {
  const cells = Object.fromEntries(places.map((place) => [place, element('div', `cell cell-${place}`)]))
  root.replaceChildren(...Object.values(cells))
  const heard = new Set<string>()
  const play = (name: string, volume: number) => {
    if (!wishes.mute) void player.play(name, (volume * (settings?.sounds.volume ?? 0)) / 100)
  }
  const alerts = alertPart(() => play(settings?.sounds.alert ?? '', 100))
  const messages = messagePart()
  const parts: Part[] = [alerts, boardPart(), goalPart(), messages, chatPart()]
  let settings: OverlaySettings | null = null

  function set(next: OverlaySettings) {
    const theme = themes.find((one) => one.toLowerCase() === wishes.theme?.toLowerCase())
    settings = {
      ...next,
      look: {
        ...next.look,
        theme: theme ?? next.look.theme,
        fontSize: next.look.fontSize * wishes.scale,
      },
    }
    const words = wordsOf(next.language)
    document.documentElement.lang = next.language
    dress(document.documentElement, settings.look)
    for (const part of parts) {
      part.dress(settings, words)
      const shown = part.isShown(settings) && (wishes.parts?.includes(part.name) ?? true)
      if (shown) cells[part.placeOf(settings)]?.append(part.root)
      else part.root.remove()
    }
  }

  return {
    /** Shown where nothing else is: for a preview. */
    idle: (alert: OverlayItem | null, message: OverlayItem | null) => {
      alerts.idle = alert
      messages.idle = message
    },
    take: (item: OverlayItem) => {
      if (item.type === 'settings' && item.settings) set(item.settings)
      if (item.type === 'cue' && item.sound !== undefined && !heard.has(item.id ?? '')) {
        if (item.id !== undefined) heard.add(item.id)
        if (heard.size > 500) heard.clear()
        play(item.sound, item.volume ?? 100)
      }
      for (const part of parts) part.take(item)
    },
    clear: () => {
      for (const part of parts) part.clear()
      for (const part of parts) part.root.remove()
    },
  }
}
