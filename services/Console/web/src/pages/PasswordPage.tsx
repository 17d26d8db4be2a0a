import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useNavigate } from 'react-router'
import { meKey } from '../App'
import { changePassword } from '../api/console'
import { ProblemAlert } from '../parts/ProblemAlert'

export function PasswordPage() {
  const [current, setCurrent] = useState('')
  const [next, setNext] = useState('')
  const [again, setAgain] = useState('')
  const client = useQueryClient()
  const navigate = useNavigate()
  const change = useMutation({
    mutationFn: () => changePassword(current, next),
    onSuccess: (member) => {
      client.setQueryData(meKey, member)
      notifications.show({
        color: 'teal',
        title: 'Password changed',
        message: 'Your other sessions have ended.',
      })
      void navigate('/live')
    },
  })
  const differs = again !== '' && again !== next
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (next === again) change.mutate()
  }
  return (
    <Paper withBorder p="lg" maw={460} mx="auto">
      {/* An old refusal is not the answer to what is typed now, which the browser may refuse by itself. */}
      <form onSubmit={submit} onChange={() => change.isError && change.reset()}>
        <Stack>
          <div>
            <Title order={1} size="h4">
              Change password
            </Title>
            <Text size="sm" c="dimmed">
              At least 12 characters; a few words are easier to remember than signs.
            </Text>
          </div>
          {change.isError && <ProblemAlert error={change.error} />}
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password"
            autoComplete="new-password"
            required
            minLength={12}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <PasswordInput
            label="New password again"
            autoComplete="new-password"
            required
            value={again}
            error={differs ? 'The two differ.' : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending} disabled={differs}>
            Change password
          </Button>
        </Stack>
      </form>
    </Paper>
  )
}
