import {
  Button,
  Checkbox,
  Fieldset,
  Group,
  Loader,
  Modal,
  Select,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Role } from '../api/console'
import { readPermissions } from '../api/health'
import { makeKey } from '../api/settings'
import { permissionsKey } from '../health/useMay'
import { ProblemAlert } from '../parts/ProblemAlert'
import { roles } from '../team/MembersPanel'
import { roomsOf, scopesFor } from './permissionRooms'
import classes from './Settings.module.css'
import { usePermissionWords } from './usePermissionWords'

/** How long a key is good for, in days; 0: until it is revoked. */
const lives = ['30', '90', '365', '0'] as const

/** When a key ends that is made now. */
const endOf = (days: (typeof lives)[number]) =>
  days === '0' ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString()

/** Makes a key: for which program, what it may do, and until when. */
export function NewKeyDialog(props: { role: Role; close: () => void; made: (secret: string) => void }) {
  const { t } = useTranslation('settings')
  const { t: team } = useTranslation('team')
  const { words, room } = usePermissionWords()
  const matrix = useQuery({ queryKey: permissionsKey, queryFn: readPermissions, staleTime: 60_000 })
  const [name, setName] = useState('')
  const [role, setRole] = useState<Role>('Sender')
  const [scopes, setScopes] = useState<string[]>([])
  const [days, setDays] = useState<(typeof lives)[number]>('90')
  const offered = matrix.data ? scopesFor(matrix.data.permissions, matrix.data.yours, role) : []
  const chosen = scopes.filter((scope) => offered.some((one) => one.name === scope))
  const make = useMutation({
    mutationFn: () =>
      makeKey({
        name: name.trim(),
        role,
        scopes: chosen,
        expiresAt: endOf(days),
      }),
    onSuccess: ({ secret }) => props.made(secret),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Modal opened onClose={props.close} title={t('keys.make')} size="xl">
      <form onSubmit={submit}>
        <Stack>
          {make.isError && (
            <ProblemAlert
              error={make.error}
              labels={{
                name: t('keys.name'),
                role: t('keys.role'),
                expiresAt: t('keys.life'),
                scopes: t('keys.scopes'),
              }}
            />
          )}
          <TextInput
            label={t('keys.name')}
            description={t('keys.nameHint')}
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group grow align="flex-start">
            <Select
              label={t('keys.role')}
              data={roles
                .slice(roles.indexOf(props.role))
                .map((one) => ({ value: one, label: team(`role.${one}`) }))}
              value={role}
              allowDeselect={false}
              onChange={(next) => next && setRole(next as Role)}
            />
            <Select
              label={t('keys.life')}
              data={lives.map((value) => ({ value, label: t(`life.${value}`) }))}
              value={days}
              allowDeselect={false}
              onChange={(next) => next && setDays(next as typeof days)}
            />
          </Group>
          {matrix.isError && <ProblemAlert error={matrix.error} />}
          {matrix.isPending && <Loader aria-label={t('loading')} />}
          <Text size="sm" fw={600}>
            {t('keys.scopes')}
          </Text>
          <Checkbox.Group value={chosen} onChange={setScopes} aria-label={t('keys.scopes')}>
            <div className={classes.scopes}>
              {roomsOf(offered).map(([name, inside]) => (
                <Fieldset key={name} legend={room(name)} p="xs">
                  <Stack gap={8}>
                    {inside.map((permission) => (
                      <Checkbox
                        key={permission.name}
                        value={permission.name}
                        label={words(permission)}
                        description={permission.name}
                      />
                    ))}
                  </Stack>
                </Fieldset>
              ))}
            </div>
          </Checkbox.Group>
          <Group justify="flex-end">
            <Button variant="default" mih={40} onClick={props.close}>
              {team('cancel')}
            </Button>
            <Button
              type="submit"
              mih={40}
              disabled={name.trim() === '' || chosen.length === 0}
              loading={make.isPending}
            >
              {t('keys.make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
