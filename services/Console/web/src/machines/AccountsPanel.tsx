import { ActionIcon, Group, Select, Stack, Text } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { bindAccount, unbindAccount, type MachineBoard } from '../api/machines'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import classes from './Machines.module.css'
import { useBoardAccounts } from './useBoardAccounts'
import { machineKeys } from './useMachines'

/** Which accounts' rules move this board. */
export function AccountsPanel({ board, manager }: { board: MachineBoard; manager: boolean }) {
  const { t } = useTranslation('machines')
  const client = useQueryClient()
  const { own, others, any, error } = useBoardAccounts(board.boardId)
  const reload = () => client.invalidateQueries({ queryKey: machineKeys.bindings })
  const bind = useMutation({
    mutationFn: (account: string) => bindAccount(account, board.boardId),
    onSettled: reload,
  })
  const unbind = useMutation({ mutationFn: unbindAccount, onSettled: reload })
  const failed = error ?? bind.error ?? unbind.error
  const where = (boardId: string | undefined) =>
    boardId === undefined
      ? t('accounts.onNone')
      : boardId === '*'
        ? t('accounts.onAny')
        : t('accounts.on', { board: boardId })
  return (
    <Panel title={t('accounts.title')}>
      <Stack gap="sm">
        {failed && <ProblemAlert error={failed} />}
        {own.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('accounts.none')}
          </Text>
        )}
        <ul className={classes.accounts}>
          {own.map((account) => (
            <li key={account.id}>
              <Text size="sm" className="breakable">
                <bdi>@{account.handle}</bdi>
              </Text>
              {manager && (
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size={40}
                  loading={unbind.isPending && unbind.variables === account.id}
                  aria-label={t('accounts.remove', { account: account.handle })}
                  onClick={() => unbind.mutate(account.id)}
                >
                  <IconX size={16} aria-hidden />
                </ActionIcon>
              )}
            </li>
          ))}
        </ul>
        {any.length > 0 && (
          <Text size="xs" c="dimmed">
            {t('accounts.any', { accounts: any.map((account) => `@${account.handle}`).join(', ') })}
          </Text>
        )}
        {manager && others.length > 0 && (
          <Group align="flex-end">
            <Select
              flex={1}
              label={t('accounts.add')}
              description={t('accounts.addHint')}
              placeholder={t('accounts.choose')}
              searchable
              value={null}
              data={others.map((account) => ({
                value: account.id,
                label: `@${account.handle} (${where(account.boardId)})`,
              }))}
              onChange={(account) => account && bind.mutate(account)}
            />
          </Group>
        )}
      </Stack>
    </Panel>
  )
}
