import { Anchor, Button, Loader, Stack, Text, Title } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { endOtherSessions, endOwnSession, readOwnSessions } from '../api/team'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Sure } from '../parts/Sure'
import { teamKeys } from './keys'
import { SecondFactorPanel } from './SecondFactorPanel'
import { SessionList } from './SessionList'

/** A member's own sign-in: password, second factor, and where else it is signed in. */
export default function OwnSignInPage() {
  const { t } = useTranslation('team')
  const sessions = useQuery({ queryKey: teamKeys.sessions, queryFn: readOwnSessions })
  const others = useMutation({ mutationFn: endOtherSessions, onSettled: () => sessions.refetch() })
  const [asking, ask] = useState(false)
  return (
    <Stack maw={760}>
      <Title order={1} size="h3">
        {t('own.title')}
      </Title>
      <Panel title={t('own.password')}>
        <Text size="sm">
          {t('own.passwordHint')}{' '}
          <Anchor inherit component={Link} to="/password" underline="always">
            {t('own.changePassword')}
          </Anchor>
        </Text>
      </Panel>
      <SecondFactorPanel />
      <Panel
        title={t('sessions.title')}
        aside={
          <Button
            variant="default"
            mih={40}
            loading={others.isPending}
            disabled={(sessions.data?.length ?? 0) < 2}
            onClick={() => ask(true)}
          >
            {t('sessions.endOthers')}
          </Button>
        }
      >
        {(sessions.error ?? others.error) && <ProblemAlert error={sessions.error ?? others.error} />}
        {sessions.isPending && <Loader aria-label={t('loading')} />}
        {sessions.data && (
          <SessionList
            sessions={sessions.data.map((one) => one.session)}
            here={sessions.data.find((one) => one.isThisOne)?.session.sessionId}
            end={(id) => endOwnSession(id).then(() => sessions.refetch())}
          />
        )}
      </Panel>
      {asking && (
        <Sure
          title={t('sessions.endOthers')}
          text={t('sure.others')}
          action={t('sessions.endOthers')}
          act={() => others.mutateAsync()}
          close={() => ask(false)}
        />
      )}
    </Stack>
  )
}
