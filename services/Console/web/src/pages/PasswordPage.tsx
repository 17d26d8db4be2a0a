import { Button, Paper, PasswordInput, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { meKey } from '../App'
import { changePassword } from '../api/console'
import { ProblemAlert } from '../parts/ProblemAlert'

export default function PasswordPage() {
  const { t } = useTranslation('general')
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
        title: t('password.changed'),
        message: t('password.others'),
      })
      void navigate('/control')
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
              {t('password.title')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('password.hint')}
            </Text>
          </div>
          {change.isError && <ProblemAlert error={change.error} />}
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            required
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('password.next')}
            autoComplete="new-password"
            required
            minLength={12}
            value={next}
            onChange={(event) => setNext(event.currentTarget.value)}
          />
          <PasswordInput
            label={t('password.again')}
            autoComplete="new-password"
            required
            value={again}
            error={differs ? t('password.differs') : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
          <Button type="submit" loading={change.isPending} disabled={differs}>
            {t('password.act')}
          </Button>
        </Stack>
      </form>
    </Paper>
  )
}
