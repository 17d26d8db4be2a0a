import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { whoAmI } from './api/console'
import { whenSessionEnds } from './api/http'
import { Frame } from './frame/Frame'
import { StopAlert } from './frame/StopAlert'
import { DevicesPage } from './pages/DevicesPage'
import { LivePage } from './pages/LivePage'
import { NotFoundPage } from './pages/NotFoundPage'
import { PasswordPage } from './pages/PasswordPage'
import { SignInPage } from './pages/SignInPage'
import { ProblemAlert } from './parts/ProblemAlert'

export const meKey = ['me'] as const

export function App() {
  const me = useQuery({ queryKey: meKey, queryFn: whoAmI, staleTime: 60_000, refetchOnWindowFocus: true })
  const { pathname, search } = useLocation()
  useSessionEnd(me.data === null)

  if (me.isPending)
    return (
      <>
        <StopAlert signedIn={false} />
        <Center h="100dvh">
          <Loader aria-label="Loading" />
        </Center>
      </>
    )
  if (me.data === undefined)
    return (
      <>
        <StopAlert signedIn />
        <Center h="100dvh" p="md">
          <ProblemAlert error={me.error} retry={() => void me.refetch()} />
        </Center>
      </>
    )
  if (me.data === null) {
    const back = pathname === '/sign-in' ? '' : `?to=${encodeURIComponent(pathname + search)}`
    return (
      <>
        <StopAlert signedIn={false} />
        <Routes>
          <Route path="/sign-in" element={<SignInPage />} />
          <Route path="*" element={<Navigate to={`/sign-in${back}`} replace />} />
        </Routes>
      </>
    )
  }
  return (
    <Routes>
      <Route element={<Frame member={me.data} />}>
        <Route path="/live" element={<LivePage />} />
        <Route path="/devices" element={<DevicesPage member={me.data} />} />
        <Route path="/password" element={<PasswordPage />} />
        <Route path="/sign-in" element={<AfterSignIn />} />
        <Route path="/" element={<Navigate to="/live" replace />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  )
}

/** Whatever call finds the session ended, who is signed in is asked again; what the member read is forgotten. */
function useSessionEnd(signedOut: boolean) {
  const client = useQueryClient()
  useEffect(
    () =>
      whenSessionEnds(() => {
        // The question itself is answered so as well: it must not ask for itself.
        if (client.getQueryData(meKey) && client.isFetching({ queryKey: meKey }) === 0)
          void client.invalidateQueries({ queryKey: meKey })
      }),
    [client],
  )
  useEffect(() => {
    if (signedOut) client.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
  }, [client, signedOut])
}

/** Back to the page that asked to sign in; only within this site. */
function AfterSignIn() {
  const to = new URLSearchParams(useLocation().search).get('to') ?? '/live'
  return <Navigate to={/^\/(?![/\\])/.test(to) ? to : '/live'} replace />
}
