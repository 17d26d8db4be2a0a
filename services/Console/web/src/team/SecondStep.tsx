import { Button, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { meKey } from '../App'
import { secondStep } from '../api/team'
import { ProblemAlert } from '../parts/ProblemAlert'
import { CodeInput } from './SecondFactorPanel'

/** Sign-in's second step: the code after the password. */
export function SecondStep({ ticket, back }: { ticket: string; back: () => void }) {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const [code, setCode] = useState('')
  const attempt = useMutation({
    mutationFn: () => secondStep(ticket, code.trim()),
    onSuccess: (member) => client.setQueryData(meKey, member),
    onError: () => setCode(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    attempt.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Title order={1} size="h4">
          {t('step.title')}
        </Title>
        <Text size="sm">{t('step.hint')}</Text>
        {attempt.isError && <ProblemAlert error={attempt.error} />}
        <CodeInput value={code} change={setCode} />
        <Button type="submit" mih={40} loading={attempt.isPending} disabled={code.trim() === ''}>
          {t('step.go')}
        </Button>
        <Button variant="subtle" mih={40} onClick={back}>
          {t('step.back')}
        </Button>
      </Stack>
    </form>
  )
}
