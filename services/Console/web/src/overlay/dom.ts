/** An element with texts and elements in it. Words of viewers come in as text, here and nowhere else. */
export function element(name: string, className: string, ...inside: (Node | string)[]): HTMLElement {
  const made = document.createElement(name)
  made.className = className
  made.append(...inside)
  return made
}

/** Words that somebody else wrote: their direction stays theirs. */
export function foreign(className: string, text: string): HTMLElement {
  const made = element('bdi', className)
  made.textContent = text
  return made
}

const paths = {
  gift: 'M3 8h18v4H3zM12 8v13M19 12v9H5v-9M7.5 8a2.5 2.5 0 0 1 0-5C11 3 12 8 12 8s1-5 4.5-5a2.5 2.5 0 0 1 0 5',
  follow: 'M8 7a4 4 0 1 0 8 0a4 4 0 0 0-8 0M6 21v-2a4 4 0 0 1 4-4h3M16 19h6M19 16v6',
  share: 'M13 4v4C6.4 9 3.9 14.800 3 20c.300 0 5.400-5.900 10-6v4l8-7z',
  subscribe:
    'M12 17.750l-6.170 3.240 1.180-6.870-5-4.870 6.900-1L12 2l3.090 6.250 6.900 1-5 4.870 1.180 6.870z',
  heart: 'M19.500 12.600L12 20l-7.500-7.400A5 5 0 1 1 12 6a5 5 0 1 1 7.500 6.600',
  coin: 'M12 3a9 9 0 1 0 0 18a9 9 0 0 0 0-18M14.800 9A2 2 0 0 0 13 8h-2a2 2 0 1 0 0 4h2a2 2 0 1 1 0 4h-2a2 2 0 0 1-1.800-1M12 7v10',
} as const

const svg = 'http://www.w3.org/2000/svg'

export function icon(name: keyof typeof paths): SVGElement {
  const made = document.createElementNS(svg, 'svg')
  made.setAttribute('viewBox', '0 0 24 24')
  made.setAttribute('class', `icon icon-${name}`)
  made.setAttribute('aria-hidden', 'true')
  const path = document.createElementNS(svg, 'path')
  path.setAttribute('d', paths[name])
  made.append(path)
  return made
}

/** Begins an animation anew, also where it runs. */
export function again(node: HTMLElement, className: string) {
  node.classList.remove(className)
  void node.offsetWidth
  node.classList.add(className)
}
