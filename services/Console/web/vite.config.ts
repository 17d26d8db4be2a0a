import react from '@vitejs/plugin-react'
import { readFileSync } from 'node:fs'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'
import { guides } from './build/guides'
import { shell } from './build/shell'

// In development the pages come from Vite and everything else from a Console that runs already.
const backend = process.env.LIVEOPS_CONSOLE ?? 'http://127.0.0.1:5080'

export default defineConfig({
  plugins: [react(), guides(), shell(), licences()],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // The page that OBS loads is one of its own: it takes nothing of the console's along.
      input: ['index.html', 'overlay.html'],
      // A file for each icon would be a hundred requests, each with more headers than icon.
      output: { codeSplitting: { groups: [{ name: 'icons', test: /@tabler\/icons-react/ }] } },
    },
  },
  server: { proxy: { '/api': backend, '/overlay/': backend, '/hubs': { target: backend, ws: true } } },
  test: { environment: 'node' },
})

/** Writes licences.json: every package of which something is in the pages, with its licence. */
function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_, bundle) {
      const folders = new Set<string>()
      for (const part of Object.values(bundle))
        for (const id of part.type === 'chunk' ? part.moduleIds : []) {
          const inside = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(id.replace(/^\0/, ''))
          if (inside?.[1]) folders.add(inside[1])
        }
      const packages = [...folders]
        .map((folder) => JSON.parse(readFileSync(`${folder}/package.json`, 'utf8')) as Record<string, string>)
        .map(({ name, version, license }) => ({ name, version, licence: license ?? '' }))
        .sort((a, b) => (a.name ?? '').localeCompare(b.name ?? ''))
      this.emitFile({ type: 'asset', fileName: 'licences.json', source: JSON.stringify(packages) })
    },
  }
}
