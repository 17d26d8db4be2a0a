import { ActionIcon, Menu } from '@mantine/core'
import { IconDots, IconEdit, IconFileText, IconLock, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useNavigate } from 'react-router'
import { deleteGateway, revokeGateway, type Machine } from '../api/machines'
import { Sure } from '../parts/Sure'
import { RenameDialog } from './RenameDialog'
import { machineKeys } from './useMachines'

/** What a manager does with a machine as a whole. */
export function MachineMenu({ machine }: { machine: Machine }) {
  const { t } = useTranslation('machines')
  const client = useQueryClient()
  const navigate = useNavigate()
  const [open, setOpen] = useState<'rename' | 'revoke' | 'remove' | null>(null)
  const name = machine.name ?? machine.gatewayId
  const reload = () => client.invalidateQueries({ queryKey: machineKeys.all })
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={40} aria-label={t('menu.of', { name })}>
            <IconDots size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={16} aria-hidden />} onClick={() => setOpen('rename')}>
            {t('menu.rename')}
          </Menu.Item>
          <Menu.Item
            component={Link}
            to={`/machines/${machine.gatewayId}?tab=log`}
            leftSection={<IconFileText size={16} aria-hidden />}
          >
            {t('menu.log')}
          </Menu.Item>
          {machine.enrolled && (
            <>
              <Menu.Divider />
              {!machine.enrolled.revokedAt && (
                <Menu.Item
                  color="red"
                  leftSection={<IconLock size={16} aria-hidden />}
                  onClick={() => setOpen('revoke')}
                >
                  {t('menu.revoke')}
                </Menu.Item>
              )}
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setOpen('remove')}
              >
                {t('menu.remove')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {open === 'rename' && <RenameDialog machine={machine} close={() => setOpen(null)} />}
      {open === 'revoke' && (
        <Sure
          title={t('revoke.title', { name })}
          text={t('revoke.text')}
          action={t('revoke.action')}
          act={() => revokeGateway(machine.gatewayId).finally(reload)}
          close={() => setOpen(null)}
        />
      )}
      {open === 'remove' && (
        <Sure
          title={t('remove.title', { name })}
          text={t('remove.text')}
          action={t('remove.action')}
          act={() =>
            deleteGateway(machine.gatewayId)
              .then(() => navigate('/machines'))
              .finally(reload)
          }
          close={() => setOpen(null)}
        />
      )}
    </>
  )
}
