import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconDevices } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { MemberSession } from '../api/team'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Team.module.css'

/** Sign-ins with browser, place and time; each but the one that looks can be ended. */
export function SessionList(props: {
  sessions: MemberSession[]
  here?: string
  end: (id: string) => Promise<unknown>
}) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const ending = useMutation({ mutationFn: props.end })
  if (props.sessions.length === 0)
    return (
      <Empty icon={<IconDevices />} title={t('sessions.none')}>
        {t('sessions.noneHint')}
      </Empty>
    )
  return (
    <Stack gap={0}>
      {ending.isError && <ProblemAlert error={ending.error} />}
      {props.sessions.map((session) => (
        <Group key={session.sessionId} justify="space-between" className={classes.line}>
          <div className={classes.grow}>
            <Group gap="xs">
              <Text fw={600}>{session.browser}</Text>
              {session.sessionId === props.here && <Badge variant="light">{t('sessions.here')}</Badge>}
            </Group>
            <Text size="sm" c="dimmed">
              {t('sessions.line', {
                address: session.address,
                seen: format.ago(session.lastSeenAt),
                made: format.moment(session.madeAt),
                workspace: session.workspaceName,
              })}
            </Text>
          </div>
          {session.sessionId !== props.here && (
            <Button
              variant="default"
              mih={40}
              loading={ending.isPending && ending.variables === session.sessionId}
              onClick={() => ending.mutate(session.sessionId)}
            >
              {t('sessions.end')}
            </Button>
          )}
        </Group>
      ))}
    </Stack>
  )
}
