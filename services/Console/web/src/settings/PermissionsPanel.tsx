import { Badge, Loader, Table, Text } from '@mantine/core'
import { IconCheck, IconMinus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Fragment } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignedIn } from '../api/console'
import { readPermissions, type Permission } from '../api/health'
import { permissionsKey } from '../health/useMay'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { roomsOf } from './permissionRooms'
import classes from './Settings.module.css'
import { usePermissionWords } from './usePermissionWords'

/** Which role may do what, as the server enforces it. */
export function PermissionsPanel({ member }: { member: SignedIn }) {
  const { t } = useTranslation('settings')
  const { t: team } = useTranslation('team')
  const { room } = usePermissionWords()
  const matrix = useQuery({ queryKey: permissionsKey, queryFn: readPermissions, staleTime: 60_000 })
  return (
    <Panel title={t('part.permissions')}>
      <Text size="sm" c="dimmed" mb="sm">
        {t('permissions.hint', { role: team(`role.${member.role}`) })}
      </Text>
      {matrix.isError && <ProblemAlert error={matrix.error} retry={() => void matrix.refetch()} />}
      {matrix.isPending && <Loader aria-label={t('loading')} />}
      {matrix.data && (
        <Table className={classes.matrix} verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('permissions.what')}</Table.Th>
              {matrix.data.roles.map((role) => (
                <Table.Th key={role} className={classes.mark}>
                  {team(`role.${role}`, { defaultValue: role })}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          {roomsOf(matrix.data.permissions).map(([name, inside]) => (
            <Table.Tbody key={name}>
              <Table.Tr>
                <Table.Th scope="rowgroup" colSpan={1 + matrix.data.roles.length}>
                  {room(name)}
                </Table.Th>
              </Table.Tr>
              {inside.map((permission) => (
                <Fragment key={permission.name}>
                  <Row
                    permission={permission}
                    roles={matrix.data.roles}
                    own={matrix.data.yours.includes(permission.name)}
                  />
                </Fragment>
              ))}
            </Table.Tbody>
          ))}
        </Table>
      )}
    </Panel>
  )
}

function Row({ permission, roles, own }: { permission: Permission; roles: string[]; own: boolean }) {
  const { t } = useTranslation('settings')
  const { t: team } = useTranslation('team')
  const { words } = usePermissionWords()
  return (
    <Table.Tr data-permission={permission.name}>
      <Table.Th scope="row">
        {words(permission)}{' '}
        {own && (
          <Badge variant="light" size="sm">
            {t('permissions.yours')}
          </Badge>
        )}{' '}
        {permission.operatorOnly && (
          <Badge variant="light" color="gray" size="sm">
            {t('permissions.operator')}
          </Badge>
        )}
      </Table.Th>
      {roles.map((role) => {
        const has = permission.roles.includes(role)
        const Mark = has ? IconCheck : IconMinus
        return (
          <Table.Td
            key={role}
            className={classes.mark}
            data-label={team(`role.${role}`, { defaultValue: role })}
          >
            <Mark
              size={16}
              role="img"
              aria-label={t(has ? 'permissions.yes' : 'permissions.no')}
              color={has ? 'var(--good)' : 'var(--mantine-color-dimmed)'}
            />
          </Table.Td>
        )
      })}
    </Table.Tr>
  )
}
