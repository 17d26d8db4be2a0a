import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useWatchedAccounts } from '../live/useBooks'

/** Whose viewers: those of one account, or of all of them together. */
export function AccountChoice({ account, choose }: { account: string; choose: (id: string) => void }) {
  const { t } = useTranslation('viewers')
  const accounts = useWatchedAccounts().data ?? []
  return (
    <Select
      aria-label={t('account')}
      flex="1 1 150px"
      maw={240}
      allowDeselect={false}
      searchable={accounts.length > 8}
      value={account || 'all'}
      onChange={(id) => choose(id === null || id === 'all' ? '' : id)}
      data={[
        { value: 'all', label: t('allAccounts') },
        ...accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` })),
        // One that is not watched any more still has viewers.
        ...(account !== '' && !accounts.some(({ id }) => id === account)
          ? [{ value: account, label: t('otherAccount') }]
          : []),
      ]}
    />
  )
}
