import { Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { meKey } from '../App'
import { signIn } from '../api/console'
import { ProblemAlert } from '../parts/ProblemAlert'

export function SignInPage() {
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const client = useQueryClient()
  const attempt = useMutation({
    mutationFn: () => signIn(user, password),
    onSuccess: (member) => client.setQueryData(meKey, member),
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
            A gift in the LIVE moves the right thing, at once and safely.
          </Text>
        </div>
        <Paper withBorder p="lg">
          <form onSubmit={submit}>
            <Stack>
              <Title order={1} size="h4">
                Sign in
              </Title>
              {attempt.isError && <ProblemAlert error={attempt.error} />}
              <TextInput
                label="User name"
                name="username"
                autoComplete="username"
                autoCapitalize="none"
                required
                autoFocus
                value={user}
                onChange={(event) => setUser(event.currentTarget.value)}
              />
              <PasswordInput
                label="Password"
                name="password"
                autoComplete="current-password"
                required
                value={password}
                onChange={(event) => setPassword(event.currentTarget.value)}
              />
              <Button type="submit" loading={attempt.isPending} fullWidth>
                Sign in
              </Button>
            </Stack>
          </form>
        </Paper>
        <Text size="xs" c="dimmed">
          The first admin&apos;s one-time password is printed when LiveOps starts.
        </Text>
      </Stack>
    </Center>
  )
}
