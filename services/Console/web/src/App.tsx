import { Center, Loader } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { whoAmI } from './api/console'
import { problem } from './api/http'
import { Frame } from './frame/Frame'
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

  if (me.isPending)
    return (
      <Center h="100dvh">
        <Loader aria-label="Loading" />
      </Center>
    )
  const signedOut = me.isError && problem(me.error).status === 401
  if (me.isError && !signedOut && me.data === undefined)
    return (
      <Center h="100dvh" p="md">
        <ProblemAlert error={me.error} retry={() => void me.refetch()} />
      </Center>
    )
  if (signedOut || me.data === undefined) {
    const back = pathname === '/sign-in' ? '' : `?to=${encodeURIComponent(pathname + search)}`
    return (
      <Routes>
        <Route path="/sign-in" element={<SignInPage />} />
        <Route path="*" element={<Navigate to={`/sign-in${back}`} replace />} />
      </Routes>
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

/** Back to the page that asked to sign in; only within this site. */
function AfterSignIn() {
  const to = new URLSearchParams(useLocation().search).get('to') ?? '/live'
  return <Navigate to={/^\/(?![/\\])/.test(to) ? to : '/live'} replace />
}
