import {
  Button,
  Center,
  Loader,
  Paper,
  PasswordInput,
  SegmentedControl,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { meKey } from '../App'
import type { SignedIn } from '../api/console'
import { acceptInvitation, joinWith, lookAtInvitation, type InvitationLook } from '../api/team'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { CodeInput } from './SecondFactorPanel'

const invitationKey = 'invitation'

/** What a link leads to: join a workspace, as who one is, with a user one has, or with a new one. */
export default function InvitationPage({ member }: { member: SignedIn | null }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const code = useLocation().hash.slice(1)
  const look = useQuery({
    queryKey: [invitationKey, code],
    queryFn: () => lookAtInvitation(code),
    retry: false,
  })
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="lg" w="100%" maw={440}>
        <Stack>
          <Title order={1} size="h4">
            {t('join.title')}
          </Title>
          {look.isPending && <Loader aria-label={t('loading')} />}
          {look.isError && <ProblemAlert error={look.error} />}
          {look.data && (
            <>
              <Text>
                {t('join.text', {
                  by: look.data.madeBy,
                  workspace: look.data.workspaceName,
                  role: t(`role.${look.data.role}`),
                })}
              </Text>
              <Text size="sm" c="dimmed">
                {t(`roleHint.${look.data.role}`)}{' '}
                {t('join.until', { until: format.moment(look.data.expiresAt) })}
              </Text>
              {member ? <AsMember code={code} member={member} /> : <AsGuest code={code} look={look.data} />}
            </>
          )}
        </Stack>
      </Paper>
    </Center>
  )
}

/** The session that comes with joining is for the new workspace: nothing of the one before is kept. */
function useJoined() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return (member: SignedIn) => {
    // The invitation is used up: asked again, while the page is still there, it would not be found.
    const kept: readonly unknown[] = [meKey[0], invitationKey]
    client.removeQueries({ predicate: (query) => !kept.includes(query.queryKey[0]) })
    client.setQueryData(meKey, member)
    void navigate('/')
  }
}

function AsMember({ code, member }: { code: string; member: SignedIn }) {
  const { t } = useTranslation('team')
  const joined = useJoined()
  const join = useMutation({ mutationFn: () => joinWith(code), onSuccess: joined })
  return (
    <Stack>
      {join.isError && <ProblemAlert error={join.error} />}
      <Button mih={40} loading={join.isPending} onClick={() => join.mutate()}>
        {t('join.as', { name: member.name })}
      </Button>
    </Stack>
  )
}

function AsGuest({ code, look }: { code: string; look: InvitationLook }) {
  const { t } = useTranslation('team')
  const [isNew, setNew] = useState(true)
  const [user, setUser] = useState('')
  const [password, setPassword] = useState('')
  const [again, setAgain] = useState('')
  const [secondFactorCode, setSecond] = useState('')
  const joined = useJoined()
  const join = useMutation({
    mutationFn: () => acceptInvitation({ code, user, password, isNew, secondFactorCode }),
    onSuccess: joined,
  })
  const differs = isNew && again !== '' && again !== password
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!isNew || again === password) join.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <SegmentedControl
          fullWidth
          value={isNew ? 'new' : 'old'}
          data={[
            { value: 'new', label: t('join.new') },
            { value: 'old', label: t('join.old') },
          ]}
          onChange={(next) => setNew(next === 'new')}
        />
        {join.isError && <ProblemAlert error={join.error} />}
        <TextInput
          label={t('join.user')}
          name="username"
          autoComplete="username"
          autoCapitalize="none"
          required
          value={user}
          onChange={(event) => setUser(event.currentTarget.value)}
        />
        <PasswordInput
          label={t('join.password')}
          description={isNew ? t('join.passwordHint', { count: look.minPasswordLength }) : undefined}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          minLength={isNew ? look.minPasswordLength : undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {isNew ? (
          <PasswordInput
            label={t('join.again')}
            autoComplete="new-password"
            required
            value={again}
            error={differs ? t('join.differs') : undefined}
            onChange={(event) => setAgain(event.currentTarget.value)}
          />
        ) : (
          <>
            <CodeInput value={secondFactorCode} change={setSecond} />
            <Text size="xs" c="dimmed">
              {t('join.codeHint')}
            </Text>
          </>
        )}
        <Button type="submit" mih={40} loading={join.isPending} disabled={differs}>
          {t('join.go')}
        </Button>
      </Stack>
    </form>
  )
}
