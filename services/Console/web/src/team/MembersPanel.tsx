import { ActionIcon, Badge, Group, Loader, Menu, Modal, Select, Stack, Table, Text } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role, SignedIn } from '../api/console'
import {
  changeRole,
  endMemberSession,
  readMembers,
  removeMember,
  resetPassword,
  takeSecondFactorOff,
  type TeamMember,
} from '../api/team'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { teamKeys } from './keys'
import { MemberSessions } from './MemberSessions'
import { Sure } from '../parts/Sure'
import { QuotasDialog } from './QuotasDialog'
import classes from './Team.module.css'
import { Told } from './Told'

type Deed = 'remove' | 'password' | 'factor' | 'signOut' | 'sessions' | 'quotas'

export const roles: Role[] = ['Admin', 'Manager', 'Sender']

/** Everybody who belongs to the workspace; an admin changes roles and helps who is locked out. */
export function MembersPanel({ me }: { me: SignedIn }) {
  const { t } = useTranslation('team')
  const members = useQuery({ queryKey: teamKeys.members, queryFn: readMembers })
  const client = useQueryClient()
  const [chosen, choose] = useState<{ member: TeamMember; deed: Deed } | null>(null)
  const [wanted, want] = useState<{ member: TeamMember; role: Role } | null>(null)
  const [password, setPassword] = useState<string | null>(null)
  const reload = () => client.invalidateQueries({ queryKey: teamKeys.members })
  const role = useMutation({
    mutationFn: ({ id, next }: { id: string; next: Role }) => changeRole(id, next),
    onSettled: reload,
  })
  if (members.isError) return <ProblemAlert error={members.error} retry={() => void members.refetch()} />
  if (!members.data) return <Loader aria-label={t('loading')} />

  const acts: Record<Exclude<Deed, 'sessions' | 'quotas'>, (id: string) => Promise<unknown>> = {
    remove: removeMember,
    password: (id) => resetPassword(id).then((told) => setPassword(told.password)),
    factor: takeSecondFactorOff,
    signOut: endMemberSession,
  }
  return (
    <Stack>
      <Table className={classes.table} verticalSpacing="sm">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('member.name')}</Table.Th>
            <Table.Th>{t('member.role')}</Table.Th>
            <Table.Th>{t('member.joined')}</Table.Th>
            <Table.Th>{t('member.seen')}</Table.Th>
            <Table.Th aria-label={t('member.actions')} />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {members.data.map((member) => (
            <Row
              key={member.userId}
              me={me}
              member={member}
              setRole={(next) => want({ member, role: next })}
              choose={(deed) => choose({ member, deed })}
            />
          ))}
        </Table.Tbody>
      </Table>
      {chosen?.deed === 'sessions' && <MemberSessions member={chosen.member} close={() => choose(null)} />}
      {chosen?.deed === 'quotas' && <QuotasDialog member={chosen.member} close={() => choose(null)} />}
      {chosen && chosen.deed !== 'sessions' && chosen.deed !== 'quotas' && (
        <Sure
          title={t(`deed.${chosen.deed}`)}
          text={t(`sure.${chosen.deed}`, { name: chosen.member.name })}
          action={t(`deed.${chosen.deed}`)}
          act={() => acts[chosen.deed as keyof typeof acts](chosen.member.userId).then(reload)}
          close={() => choose(null)}
        />
      )}
      {wanted && (
        <Sure
          title={t('sure.roleTitle', { name: wanted.member.name, role: t(`role.${wanted.role}`) })}
          text={t('sure.role', { name: wanted.member.name })}
          action={t('sure.roleNow')}
          act={() => role.mutateAsync({ id: wanted.member.userId, next: wanted.role })}
          close={() => want(null)}
        />
      )}
      <Modal opened={password !== null} onClose={() => setPassword(null)} title={t('deed.password')}>
        <Told text={password ?? ''} hint={t('passwordHint')} />
      </Modal>
    </Stack>
  )
}

function Row(props: {
  me: SignedIn
  member: TeamMember
  setRole: (role: Role) => void
  choose: (deed: Deed) => void
}) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const { me, member } = props
  const self = me.userId === member.userId
  const admin = me.role === 'Admin'
  const deeds: Deed[] = self
    ? ['quotas']
    : [
        'sessions',
        'quotas',
        'signOut',
        'password',
        ...(member.hasSecondFactor ? ['factor' as const] : []),
        'remove',
      ]
  return (
    <Table.Tr>
      <Table.Td>
        <Group gap="xs">
          <Text fw={600} component="bdi" className={classes.name}>
            {member.name}
          </Text>
          {self && <Badge variant="light">{t('member.you')}</Badge>}
          {member.hasSecondFactor && (
            <Badge variant="light" color="teal">
              {t('member.factor')}
            </Badge>
          )}
          {member.mustChangePassword && (
            <Badge variant="light" color="yellow">
              {t('member.oneTime')}
            </Badge>
          )}
        </Group>
      </Table.Td>
      <Table.Td data-label={t('member.role')}>
        {admin && !self ? (
          <Select
            aria-label={t('member.roleOf', { name: member.name })}
            data={roles.map((one) => ({ value: one, label: t(`role.${one}`) }))}
            value={member.role}
            allowDeselect={false}
            w={140}
            onChange={(next) => next && next !== member.role && props.setRole(next as Role)}
          />
        ) : (
          t(`role.${member.role}`)
        )}
      </Table.Td>
      <Table.Td data-label={t('member.joined')}>{format.date(member.joinedAt)}</Table.Td>
      <Table.Td data-label={t('member.seen')}>
        {member.lastSeenAt ? format.ago(member.lastSeenAt) : t('member.never')}
      </Table.Td>
      <Table.Td ta="right">
        {admin && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon
                variant="subtle"
                size={40}
                aria-label={t('member.actionsOf', { name: member.name })}
              >
                <IconDots size={20} />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              {deeds.map((deed) => (
                <Menu.Item
                  key={deed}
                  color={deed === 'remove' ? 'red' : undefined}
                  onClick={() => props.choose(deed)}
                >
                  {t(`deed.${deed}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
