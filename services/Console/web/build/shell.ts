import { readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import type { Plugin } from 'vite'

const compress = promisify(brotliCompress)

/**
 * What the pages need beside their files: each file compressed as well as it can be (the server could only do it
 * hastily, for every browser anew), and the worker that keeps them for when there is no network.
 */
export function shell(): Plugin {
  return {
    name: 'liveops-shell',
    apply: 'build',
    async writeBundle({ dir }) {
      if (dir === undefined) throw new Error('The pages are built into a folder.')
      const folder = join(dir, 'assets')
      const files = (await readdir(folder)).filter((file) => !file.endsWith('.br')).sort()
      await Promise.all(files.map((file) => compressFile(join(folder, file))))
      const worker = await readFile(join(import.meta.dirname, 'worker.js'), 'utf8')
      const paths = files.map((file) => `/assets/${file}`)
      await writeFile(join(dir, 'sw.js'), `self.files = ${JSON.stringify(paths)}\n${worker}`)
    },
  }
}

async function compressFile(path: string) {
  const text = await readFile(path)
  const small = await compress(text, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: text.length } })
  await writeFile(`${path}.br`, small)
}
