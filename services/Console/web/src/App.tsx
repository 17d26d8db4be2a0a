import { Center, Loader } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useEffect, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Navigate, Route, Routes, useLocation } from 'react-router'
import { whoAmI, type Role, type SignedIn } from './api/console'
import { whenSessionEnds, type SessionEnd } from './api/http'
import { Frame } from './frame/Frame'
import { StopAlert } from './frame/StopAlert'
import { NotFoundPage } from './pages/NotFoundPage'
import { SignInPage } from './pages/SignInPage'
import { forgetLastKnown } from './offline/lastKnown'
import { ProblemAlert } from './parts/ProblemAlert'
import { usePreferences } from './preferences/preferences'
import { startPageOf } from './preferences/startPage'
import { useKeptPreferences } from './preferences/usePreferred'

const ControlPage = lazy(() => import('./control/ControlPage'))
const LivePage = lazy(() => import('./live/LivePage'))
const ViewersPage = lazy(() => import('./viewers/ViewersPage'))
const RulesPage = lazy(() => import('./rules/RulesPage'))
const BuilderPage = lazy(() => import('./rules/builder/BuilderPage'))
const MachinesPage = lazy(() => import('./machines/MachinesPage'))
const MachinePage = lazy(() => import('./machines/MachinePage'))
const BoardPage = lazy(() => import('./machines/BoardPage'))
const SessionsPage = lazy(() => import('./sessions/SessionsPage'))
const SessionPage = lazy(() => import('./sessions/SessionPage'))
const ComparePage = lazy(() => import('./sessions/ComparePage'))
const HealthPage = lazy(() => import('./health/HealthPage'))
const LogsPage = lazy(() => import('./logs/LogsPage'))
const OverlaysPage = lazy(() => import('./overlays/OverlaysPage'))
const OverlayPage = lazy(() => import('./overlays/OverlayPage'))
const TeamPage = lazy(() => import('./team/TeamPage'))
const AuditPage = lazy(() => import('./team/AuditPage'))
const OwnSignInPage = lazy(() => import('./team/OwnSignInPage'))
const InvitationPage = lazy(() => import('./team/InvitationPage'))
const SetUpFirst = lazy(() => import('./team/SetUpFirst'))
const SettingsPage = lazy(() => import('./settings/SettingsPage'))
const GuidePage = lazy(() => import('./guides/GuidePage'))
const PasswordPage = lazy(() => import('./pages/PasswordPage'))

export const meKey = ['me'] as const
/** Why the last session ended, for the page that asks to sign in again; null where nobody ended it. */
export const sessionEndKey = [...meKey, 'end'] as const

export function App() {
  const { t } = useTranslation('general')
  const me = useQuery({ queryKey: meKey, queryFn: whoAmI, staleTime: 60_000, refetchOnWindowFocus: true })
  const { pathname, search } = useLocation()
  useSessionEnd(me.data)

  if (me.isPending)
    return (
      <>
        <StopAlert signedIn={false} />
        <Center h="100dvh">
          <Loader aria-label={t('loading')} />
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
          <Route path="/invitation" element={<Alone page={<InvitationPage member={null} />} />} />
          <Route path="*" element={<Navigate to={`/sign-in${back}`} replace />} />
        </Routes>
      </>
    )
  }
  if (me.data.mustSetUpSecondFactor) return <Alone page={<SetUpFirst member={me.data} />} />
  return (
    <Routes>
      <Route path="/invitation" element={<Alone page={<InvitationPage member={me.data} />} />} />
      <Route element={<Frame key={me.data.workspaceId} member={me.data} />}>
        <Route path="/control" element={<ControlPage member={me.data} />} />
        <Route path="/live" element={<LivePage member={me.data} />} />
        <Route path="/sessions" element={<SessionsPage member={me.data} />} />
        <Route path="/sessions/compare" element={<ComparePage />} />
        <Route path="/sessions/:id" element={<SessionPage />} />
        <Route path="/viewers/:user?" element={<ViewersPage member={me.data} />} />
        <Route path="/rules" element={<RulesPage member={me.data} />} />
        <Route path="/rules/:id" element={<BuilderPage member={me.data} />} />
        <Route path="/machines" element={<MachinesPage member={me.data} />} />
        <Route path="/machines/:gateway" element={<MachinePage member={me.data} />} />
        <Route path="/machines/:gateway/:board" element={<BoardPage member={me.data} />} />
        <Route path="/devices" element={<Navigate to="/machines" replace />} />
        <Route path="/health" element={<HealthPage />} />
        <Route path="/logs" element={<LogsPage member={me.data} />} />
        <Route path="/overlays" element={<OverlaysPage />} />
        <Route path="/overlays/:id" element={<OverlayPage />} />
        <Route path="/team" element={<TeamPage member={me.data} />} />
        <Route path="/audit" element={<AuditPage />} />
        <Route path="/sign-in/own" element={<OwnSignInPage />} />
        <Route path="/settings/:part?" element={<SettingsPage member={me.data} />} />
        <Route path="/guides/:name" element={<GuidePage />} />
        <Route path="/password" element={<PasswordPage />} />
        <Route path="/sign-in" element={<AfterSignIn role={me.data.role} />} />
        <Route path="/" element={<AtStart role={me.data.role} />} />
        <Route path="*" element={<NotFoundPage />} />
      </Route>
    </Routes>
  )
}

/** A page without the frame around it. */
function Alone({ page }: { page: ReactNode }) {
  const { t } = useTranslation('general')
  return (
    <Suspense
      fallback={
        <Center h="100dvh">
          <Loader aria-label={t('loading')} />
        </Center>
      }
    >
      {page}
    </Suspense>
  )
}

/** Whatever call finds the session ended, who is signed in is asked again; what the member read is forgotten. */
function useSessionEnd(member: SignedIn | null | undefined) {
  const client = useQueryClient()
  const signedIn = Boolean(member)
  const signedOut = member === null
  useEffect(
    () =>
      whenSessionEnds((why) => {
        if (why !== null) client.setQueryData<SessionEnd>(sessionEndKey, why)
        // The question itself is answered so as well: it must not ask for itself.
        if (client.getQueryData(meKey) && client.isFetching({ queryKey: meKey }) === 0)
          void client.invalidateQueries({ queryKey: meKey })
      }),
    [client],
  )
  useEffect(() => {
    if (signedIn) client.removeQueries({ queryKey: sessionEndKey })
  }, [client, signedIn])
  useEffect(() => {
    if (!signedOut) return
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== meKey[0] })
    forgetLastKnown()
  }, [client, signedOut])
}

/** Back to the page that asked to sign in; only within this site. */
function AfterSignIn({ role }: { role: Role }) {
  const to = new URLSearchParams(useLocation().search).get('to') ?? '/'
  return to !== '/' && /^\/(?![/\\])/.test(to) ? <Navigate to={to} replace /> : <AtStart role={role} />
}

/** The page that the member likes to begin with; what this browser knows where the server does not say. */
function AtStart({ role }: { role: Role }) {
  const { t } = useTranslation('general')
  const kept = useKeptPreferences()
  const known = usePreferences()
  if (kept.isPending) return <Loader aria-label={t('loading')} />
  return <Navigate to={startPageOf((kept.data ?? known).startPage, role)} replace />
}
