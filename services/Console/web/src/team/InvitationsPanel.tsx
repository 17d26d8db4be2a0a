import { Badge, Button, Group, Loader, Select, Stack, Text, TextInput } from '@mantine/core'
import { IconMailForward } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role, SignedIn } from '../api/console'
import { invite, readInvitations, revokeInvitation, type Invitation } from '../api/team'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { teamKeys } from './keys'
import { roles } from './MembersPanel'
import classes from './Team.module.css'
import { Told } from './Told'

/** Links that let somebody join: made, shown once, taken back. */
export function InvitationsPanel({ me }: { me: SignedIn }) {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const list = useQuery({ queryKey: teamKeys.invitations, queryFn: readInvitations })
  const reload = () => client.invalidateQueries({ queryKey: teamKeys.invitations })
  const [role, setRole] = useState<Role>('Sender')
  const [note, setNote] = useState('')
  const make = useMutation({
    mutationFn: () => invite(role, note),
    onSuccess: () => {
      setNote('')
      return reload()
    },
  })
  const revoke = useMutation({ mutationFn: revokeInvitation, onSettled: reload })
  const mayInvite = me.role === 'Admin' ? roles : (['Sender'] as Role[])
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Stack>
      <Panel title={t('invite.title')}>
        <form onSubmit={submit}>
          <Stack>
            {make.isError && <ProblemAlert error={make.error} />}
            <Group align="flex-end">
              <Select
                label={t('member.role')}
                data={mayInvite.map((one) => ({ value: one, label: t(`role.${one}`) }))}
                value={role}
                allowDeselect={false}
                onChange={(next) => next && setRole(next as Role)}
              />
              <TextInput
                label={t('invite.note')}
                placeholder={t('invite.noteExample')}
                maxLength={200}
                className={classes.grow}
                value={note}
                onChange={(event) => setNote(event.currentTarget.value)}
              />
              <Button type="submit" mih={40} loading={make.isPending}>
                {t('invite.make')}
              </Button>
            </Group>
            <Text size="sm" c="dimmed">
              {t(`roleHint.${role}`)}
            </Text>
            {make.data && <Told text={make.data.link} hint={t('invite.told')} />}
          </Stack>
        </form>
      </Panel>
      {(list.error ?? revoke.error) && <ProblemAlert error={list.error ?? revoke.error} />}
      {list.isPending && <Loader aria-label={t('loading')} />}
      {list.data?.length === 0 && (
        <Empty icon={<IconMailForward />} title={t('invite.none')}>
          {t('invite.noneHint')}
        </Empty>
      )}
      {list.data?.map((one) => (
        <Line
          key={one.invitationId}
          one={one}
          revoke={
            mayInvite.includes(one.role) && stateOf(one) === 'open'
              ? () => revoke.mutate(one.invitationId)
              : undefined
          }
        />
      ))}
    </Stack>
  )
}

function stateOf(one: Invitation): 'used' | 'revoked' | 'over' | 'open' {
  if (one.usedAt) return 'used'
  if (one.revokedAt) return 'revoked'
  return new Date(one.expiresAt).getTime() < Date.now() ? 'over' : 'open'
}

function Line({ one, revoke }: { one: Invitation; revoke: (() => void) | undefined }) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const state = stateOf(one)
  return (
    <Group justify="space-between" className={classes.line}>
      <div className={classes.grow}>
        <Group gap="xs">
          <Text fw={600} component="bdi" className={classes.name}>
            {one.note ?? t('invite.noNote')}
          </Text>
          <Badge variant="light">{t(`role.${one.role}`)}</Badge>
          <Badge variant="light" color={state === 'open' ? 'teal' : 'gray'}>
            {t(`invite.${state}`, { name: one.usedBy ?? '' })}
          </Badge>
        </Group>
        <Text size="sm" c="dimmed">
          {t('invite.line', {
            by: one.madeBy,
            made: format.moment(one.madeAt),
            until: format.moment(one.expiresAt),
          })}
        </Text>
      </div>
      {revoke && (
        <Button variant="default" mih={40} onClick={revoke}>
          {t('invite.revoke')}
        </Button>
      )}
    </Group>
  )
}
