import {
  Alert,
  Button,
  Center,
  Loader,
  Paper,
  PasswordInput,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { meKey, sessionEndKey } from '../App'
import { signIn } from '../api/console'
import type { SessionEnd } from '../api/http'
import { ProblemAlert } from '../parts/ProblemAlert'

const SecondStep = lazy(() =>
  import('../team/SecondStep').then(({ SecondStep }) => ({ default: SecondStep })),
)

export function SignInPage() {
  const { t } = useTranslation('general')
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [ticket, setTicket] = useState<string | null>(null)
  const client = useQueryClient()
  const ended = useQuery<SessionEnd>({ queryKey: sessionEndKey, enabled: false }).data
  const attempt = useMutation({
    mutationFn: () => signIn(user, password),
    onSuccess: (answer) => {
      if ('ticket' in answer) setTicket(answer.ticket)
      else client.setQueryData(meKey, answer.member)
    },
    onError: () => setPassword(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={380} gap="lg">
        <div>
          <Text fw={800} size="xl" className="brand">
            <span className="brand-dot" aria-hidden /> LiveOps
          </Text>
          <Text c="dimmed" size="sm" mt={4}>
            {t('signIn.motto')}
          </Text>
        </div>
        <Paper withBorder p="lg">
          {ticket !== null && (
            <Suspense fallback={<Loader aria-label={t('loading')} />}>
              <SecondStep
                ticket={ticket}
                back={() => {
                  setTicket(null)
                  setPassword('')
                }}
              />
            </Suspense>
          )}
          <form onSubmit={submit} hidden={ticket !== null}>
            <Stack>
              <Title order={1} size="h4">
                {t('signIn.title')}
              </Title>
              {ended !== undefined && !attempt.isError && (
                <Alert color="blue" role="status">
                  {t(`signIn.ended.${ended}`)}
                </Alert>
              )}
              {attempt.isError && <ProblemAlert error={attempt.error} />}
              <TextInput
                label={t('signIn.user')}
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                required
                autoFocus
                value={user}
                onChange={(event) => setUser(event.currentTarget.value)}
              />
              <PasswordInput
                label={t('signIn.password')}
                name="password"
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <Button type="submit" loading={attempt.isPending} fullWidth>
                {t('signIn.act')}
              </Button>
            </Stack>
          </form>
        </Paper>
        <Text size="xs" c="dimmed">
          {t('signIn.first')}
        </Text>
      </Stack>
    </Center>
  )
}
