import { Loader, Modal } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { endMemberSession, readMemberSessions, type TeamMember } from '../api/team'
import { ProblemAlert } from '../parts/ProblemAlert'
import { SessionList } from './SessionList'

/** Where a member is signed in to this workspace. */
export function MemberSessions({ member, close }: { member: TeamMember; close: () => void }) {
  const { t } = useTranslation('team')
  const sessions = useQuery({
    queryKey: ['team', 'sessions-of', member.userId],
    queryFn: () => readMemberSessions(member.userId),
  })
  return (
    <Modal opened onClose={close} title={t('sessions.of', { name: member.name })} size="lg">
      {sessions.isError && <ProblemAlert error={sessions.error} />}
      {sessions.isPending && <Loader aria-label={t('loading')} />}
      {sessions.data && (
        <SessionList
          sessions={sessions.data}
          end={(id) => endMemberSession(member.userId, id).then(() => sessions.refetch())}
        />
      )}
    </Modal>
  )
}
