// What the console's pages need without a network: the page itself and its files. The build puts the list of files before
// this text, so every build has a worker of its own. Nothing of any workspace is kept here: that is the page's business.
/* global self, caches, fetch, URL, setTimeout */

const filesCache = 'files'
const pagesCache = 'pages'

/** Longer than this, in ms, nobody looks at an empty window: the page that is known is shown. */
const patience = 4_000

self.addEventListener('install', (event) => event.waitUntil(keepFiles().then(() => self.skipWaiting())))

self.addEventListener('activate', (event) => event.waitUntil(dropOldFiles().then(() => self.clients.claim())))

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return
  if (event.request.mode === 'navigate') {
    if (isPage(url.pathname)) event.respondWith(answerPage(event))
  } else if (url.pathname.startsWith('/assets/')) event.respondWith(answerFile(event.request))
})

/** All of them are the same file, and the browser decides what to show; what has a server of its own is none. */
const isPage = (path) => !/^\/(api|api-docs|hubs|health|openapi\.json|overlay)(\/|$)/.test(path)

async function keepFiles() {
  const cache = await caches.open(filesCache)
  const known = new Set((await cache.keys()).map((request) => new URL(request.url).pathname))
  await cache.addAll(self.files.filter((file) => !known.has(file)))
  await keepPage(await fetch('/', { cache: 'no-store' }))
}

async function dropOldFiles() {
  const cache = await caches.open(filesCache)
  const current = new Set(self.files)
  const old = (await cache.keys()).filter((request) => !current.has(new URL(request.url).pathname))
  await Promise.all(old.map((request) => cache.delete(request)))
}

/** With its headers: the policy names the nonce that is in the page. */
async function keepPage(response) {
  if (!response.ok || response.redirected) return
  await (await caches.open(pagesCache)).put('/', response)
}

/** From the network, so that a new version is seen at once; what is known where that does not answer. */
async function answerPage(event) {
  const asked = fetch(event.request)
  // Copied before the browser reads it; kept while the browser reads it.
  event.waitUntil(asked.then((response) => keepPage(response.clone())).catch(() => undefined))
  const late = new Promise((resolve) => setTimeout(resolve, patience))
  const first = await Promise.race([asked.catch(() => undefined), late])
  return first ?? (await (await caches.open(pagesCache)).match('/')) ?? asked
}

/** Their names carry a hash of what is in them: what is known is right. */
async function answerFile(request) {
  const known = await (await caches.open(filesCache)).match(request)
  return known ?? fetch(request)
}
