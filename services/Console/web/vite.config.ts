import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
import { shell } from './build/shell'

// In development the pages come from Vite and everything else from a Console that runs already.
const backend = process.env.LIVEOPS_CONSOLE ?? 'http://127.0.0.1:5080'

export default defineConfig({
  plugins: [react(), shell()],
  build: {
    outDir: '../wwwroot',
    emptyOutDir: true,
    chunkSizeWarningLimit: 900,
    rolldownOptions: {
      // A file for each icon would be a hundred requests, each with more headers than icon.
      output: { codeSplitting: { groups: [{ name: 'icons', test: /@tabler\/icons-react/ }] } },
    },
  },
  server: { proxy: { '/api': backend, '/hubs': { target: backend, ws: true } } },
  test: { environment: 'node' },
})
