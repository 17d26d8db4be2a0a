import { Badge, Group, Paper, Text, UnstyledButton } from '@mantine/core'
import { IconBroadcast } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Account } from '../api/console'
import { Empty } from '../parts/Empty'
import { useFormat } from '../words/useFormat'
import { useLiveWords } from './useLiveWords'
import { accountColors } from './words'

/** The accounts with the state of their connection, and why it is so. */
export function Accounts(props: {
  accounts: readonly Account[]
  chosen: string | undefined
  choose: (handle: string) => void
  rehearsal: boolean
}) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const { accountDetail } = useLiveWords()
  if (props.accounts.length === 0)
    return (
      <Paper withBorder>
        <Empty icon={<IconBroadcast />} title={t('noAccount.title')}>
          {t(props.rehearsal ? 'noAccount.rehearsal' : 'noAccount.text')}
        </Empty>
      </Paper>
    )
  return (
    <div className="accounts" role="group" aria-label={t('accounts')}>
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
              {t(`states.${account.state}`)}
            </Badge>
          </Group>
          <Text size="xs" c={account.state === 'Stale' || account.state === 'Failing' ? undefined : 'dimmed'}>
            {accountDetail(account)} {t('since', { time: format.clock(account.since) })}
            {account.spooledFrames > 0 && ` ${t('spooled', { count: account.spooledFrames })}`}
            {account.undecodableMessages > 0 && ` ${t('unread', { count: account.undecodableMessages })}`}
          </Text>
        </UnstyledButton>
      ))}
    </div>
  )
}
