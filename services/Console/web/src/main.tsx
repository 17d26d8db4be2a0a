import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import './styles.css'
import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { BrowserRouter } from 'react-router'
import { App } from './App'
import { problem } from './api/http'
import { startOffline } from './offline/install'
import { keepLastKnown } from './offline/lastKnown'
import { mark, preferences } from './preferences/preferences'
import { styleNonce } from './styleNonce'
import { theme } from './theme'
import { startWords } from './words'

const isAway = (error: unknown) => [0, 502, 503, 504].includes(problem(error).status)

const client = new QueryClient({
  defaultOptions: {
    queries: {
      // Refusals stay refusals; only a server that is away is asked again: at once, and then until it answers.
      retry: (count, error) => count < 2 && isAway(error),
      refetchInterval: ({ state }) => (state.status === 'error' && isAway(state.error) ? 5_000 : false),
      staleTime: 5_000,
      // The console may be on this very machine: it is asked, whatever the browser thinks of the network.
      networkMode: 'always',
    },
    mutations: { networkMode: 'always' },
  },
})
keepLastKnown(client, localStorage)
startOffline()

const root = document.getElementById('root')
await startWords()
mark(preferences.now())
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      <MantineProvider theme={theme} defaultColorScheme="dark" getStyleNonce={styleNonce}>
        <Notifications position="bottom-right" />
        <QueryClientProvider client={client}>
          <BrowserRouter>
            <App />
          </BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </StrictMode>,
  )
