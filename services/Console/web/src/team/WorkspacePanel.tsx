import { Button, Group, Loader, Select, Stack, Switch, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { meKey } from '../App'
import type { SignedIn } from '../api/console'
import { changeWorkspace, makeWorkspace, readWorkspaces, type Workspace } from '../api/team'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Sure } from '../parts/Sure'
import { teamKeys } from './keys'

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** The workspace's name and clock, what it asks of its members, and a workspace beside it. */
export function WorkspacePanel() {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const me = client.getQueryData<SignedIn>(meKey)
  const workspaces = useQuery({ queryKey: teamKeys.workspaces, queryFn: readWorkspaces })
  const own = workspaces.data?.find((one) => one.workspaceId === me?.workspaceId)
  if (workspaces.isError)
    return <ProblemAlert error={workspaces.error} retry={() => void workspaces.refetch()} />
  if (!own) return <Loader aria-label={t('loading')} />
  return (
    <Stack>
      <Own key={own.name} workspace={own} />
      <Another />
    </Stack>
  )
}

function Own({ workspace }: { workspace: Workspace }) {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const [name, setName] = useState(workspace.name)
  const [asked, ask] = useState(false)
  const change = useMutation({
    mutationFn: changeWorkspace,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: teamKeys.workspaces }),
        client.invalidateQueries({ queryKey: meKey }),
      ]),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    change.mutate({ name })
  }
  return (
    <Panel title={t('workspace.own')}>
      <form onSubmit={submit}>
        <Stack>
          {change.isError && <ProblemAlert error={change.error} />}
          <Group align="flex-end">
            <TextInput
              label={t('workspace.name')}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button
              type="submit"
              variant="default"
              mih={40}
              disabled={name.trim() === workspace.name}
              loading={change.isPending}
            >
              {t('workspace.rename')}
            </Button>
          </Group>
          <Select
            label={t('workspace.zone')}
            description={t('workspace.zoneHint')}
            searchable
            maw={420}
            data={zones.includes(workspace.timeZone) ? zones : [workspace.timeZone, ...zones]}
            limit={50}
            allowDeselect={false}
            disabled={change.isPending}
            value={workspace.timeZone}
            onChange={(next) => next && next !== workspace.timeZone && change.mutate({ timeZone: next })}
          />
          <Switch
            label={t('workspace.require')}
            description={t('workspace.requireHint')}
            checked={workspace.requireSecondFactor}
            disabled={change.isPending}
            onChange={(event) =>
              event.currentTarget.checked ? ask(true) : change.mutate({ requireSecondFactor: false })
            }
          />
        </Stack>
      </form>
      {asked && (
        <Sure
          title={t('workspace.require')}
          text={t('workspace.requireSure')}
          action={t('workspace.requireAct')}
          act={() => change.mutateAsync({ requireSecondFactor: true })}
          close={() => ask(false)}
        />
      )}
    </Panel>
  )
}

function Another() {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const [name, setName] = useState('')
  const make = useMutation({
    mutationFn: () => makeWorkspace(name),
    onSuccess: (made) => {
      setName('')
      notifications.show({
        color: 'teal',
        title: t('workspace.made', { name: made.name }),
        message: t('workspace.madeHint'),
      })
      return client.invalidateQueries({ queryKey: teamKeys.workspaces })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Panel title={t('workspace.another')}>
      <form onSubmit={submit}>
        <Stack>
          {make.isError && <ProblemAlert error={make.error} />}
          <Group align="flex-end">
            <TextInput
              label={t('workspace.name')}
              description={t('workspace.anotherHint')}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Button type="submit" variant="default" mih={40} loading={make.isPending}>
              {t('workspace.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  )
}
