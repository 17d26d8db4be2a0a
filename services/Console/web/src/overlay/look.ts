import type { OverlaySettings, Theme } from './types'

const themes: Record<Theme, { accent: string; text: string; ground: string }> = {
  Night: { accent: '#ffc53d', text: '#ffffff', ground: '#14161f' },
  Neon: { accent: '#ff3ddb', text: '#f4ecff', ground: '#0b0220' },
  Paper: { accent: '#c2410c', text: '#26221c', ground: '#fffaf0' },
  Minimal: { accent: '#6ee7ff', text: '#ffffff', ground: '#000000' },
}

export const coloursOf = ({ theme, accent, text, ground }: OverlaySettings['look']) => ({
  accent: accent ?? themes[theme].accent,
  text: text ?? themes[theme].text,
  ground: ground ?? themes[theme].ground,
})

/** Puts a look on the page. Each value was checked by the server; a style property takes no second declaration anyway. */
export function dress(root: HTMLElement, look: OverlaySettings['look']) {
  const { accent, text, ground } = coloursOf(look)
  root.dataset['theme'] = look.theme
  root.dataset['animation'] = String(look.animation)
  root.removeAttribute('style')
  const set = (name: string, value: string) => root.style.setProperty(name, value)
  set('--accent', accent)
  set('--accent-soft', withOpacity(accent, 25))
  set('--on-accent', isLight(accent) ? '#14161f' : '#ffffff')
  set('--text', text)
  set('--text-soft', withOpacity(text, 78))
  set('--ground', withOpacity(ground, look.groundOpacity))
  set('--track', withOpacity(text, 18))
  set('--size', `${look.fontSize}px`)
  for (const [name, value] of Object.entries(look.variables)) set(name, value)
}

/** OBS may bring a browser that cannot mix colours by itself. */
export function withOpacity(colour: string, percent: number) {
  const [red, green, blue] = partsOf(colour)
  return `rgba(${red}, ${green}, ${blue}, ${percent / 100})`
}

export function isLight(colour: string) {
  const [red, green, blue] = partsOf(colour)
  return (red * 299 + green * 587 + blue * 114) / 1000 > 140
}

const partsOf = (colour: string): [number, number, number] => {
  const at = (from: number) => parseInt(colour.slice(from, from + 2), 16)
  return [at(1), at(3), at(5)]
}
