/** Relative luminance of WCAG 2, of #RRGGBB. */
function luminanceOf(colour: string): number {
  const part = (at: number) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }
  return 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
}

export function contrastOf(a: string, b: string): number {
  const [dark = 0, light = 0] = [luminanceOf(a), luminanceOf(b)].sort((x, y) => x - y)
  return (light + 0.05) / (dark + 0.05)
}

// Only with the two ends is one of them always 4.5 to 1 away.
const dark = '#000000'
const light = '#ffffff'
const plain = '#868e96'

/** A badge's own colour with what can be read on it: at least 4.5 to 1 on every colour. */
export function badgeOf(colour: string | undefined): { background: string; text: string } {
  const background = colour !== undefined && /^#[0-9a-f]{6}$/i.test(colour) ? colour : plain
  return { background, text: contrastOf(background, dark) >= contrastOf(background, light) ? dark : light }
}
