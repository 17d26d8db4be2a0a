import { Marked } from 'marked'
import type { Plugin } from 'vite'
import { guideNames } from '../src/guides/names'

/** Makes a page of each guide that is imported, when the console's pages are built: no browser has to. */
export function guides(): Plugin {
  return {
    name: 'liveops-guides',
    transform: (code, id) =>
      id.endsWith('.md') ? { code: `export default ${JSON.stringify(htmlOf(code))}`, map: null } : undefined,
  }
}

/** As HTML: headings can be linked to, and a link to another guide leads to its page. */
export function htmlOf(markdown: string): string {
  const marked = new Marked({
    async: false,
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${anchorOf(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      link({ href, tokens }) {
        const text = this.parser.parseInline(tokens)
        const [, name, anchor = ''] = /^([a-z-]+)\.md(#.*)?$/.exec(href) ?? []
        if (name !== undefined && guideNames.some((known) => known === name))
          return `<a href="/guides/${name}${anchor}">${text}</a>`
        if (href.startsWith('#')) return `<a href="${href}">${text}</a>`
        if (/^https?:/.test(href)) return `<a href="${href}" target="_blank" rel="noreferrer">${text}</a>`
        // A file of the source tree, which is not served.
        return text
      },
    },
  })
  return marked.parse(markdown) as string
}

/** As GitHub names headings. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
