import { Badge, Group, Paper, Text, UnstyledButton } from '@mantine/core'
import { IconBroadcast } from '@tabler/icons-react'
import type { Account } from '../api/console'
import { Empty } from '../parts/Empty'
import { accountColors, accountDetail, clock } from './words'

/** The accounts with the state of their connection, and why it is so. */
export function Accounts(props: {
  accounts: readonly Account[]
  chosen: string | undefined
  choose: (handle: string) => void
  rehearsal: boolean
}) {
  if (props.accounts.length === 0)
    return (
      <Paper withBorder>
        <Empty icon={<IconBroadcast />} title="No account has reported yet">
          {props.rehearsal
            ? 'Start the rehearsal room below, or wait some seconds: Ingestion says here how each account is connected.'
            : 'Ingestion says here how each account is connected. Check that it runs and that an account is set up.'}
        </Empty>
      </Paper>
    )
  return (
    <div className="accounts" role="group" aria-label="Accounts">
      {props.accounts.map((account) => (
        <UnstyledButton
          key={account.accountId}
          className="account"
          aria-pressed={account.accountId === props.chosen}
          onClick={() => props.choose(account.handle)}
        >
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <Text fw={650} truncate>
              @{account.handle}
            </Text>
            <Badge
              color={accountColors[account.state]}
              variant={account.state === 'Live' ? 'filled' : 'light'}
              style={{ flex: 'none' }}
            >
              {account.state}
            </Badge>
          </Group>
          <Text size="xs" c={account.state === 'Stale' || account.state === 'Failing' ? undefined : 'dimmed'}>
            {accountDetail(account)} Since {clock(account.since)}.
            {account.spooledFrames > 0 && ` ${account.spooledFrames} frames wait on disk.`}
            {account.undecodableMessages > 0 && ` ${account.undecodableMessages} messages could not be read.`}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  )
}
