import { Button, Group, Paper, Text } from '@mantine/core'
import { IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { WatchedAccount } from '../api/ingestion'
import classes from './Control.module.css'
import type { Picking } from './ControlTable'
import { useWatch } from './useWatch'

/** What can be done with all accounts that are picked. */
export function BulkBar({ accounts, picked, pick }: Picking & { accounts: readonly WatchedAccount[] }) {
  const { t } = useTranslation('control')
  const watch = useWatch()
  const chosen = accounts.filter(({ id }) => picked.has(id))
  if (chosen.length === 0) return null
  const run = (on: boolean) =>
    watch.mutate(
      { accounts: chosen.filter(({ enabled }) => enabled !== on), on },
      { onSuccess: ({ failed }) => failed.length === 0 && pick(new Set()) },
    )
  return (
    <Paper withBorder shadow="md" className={classes.bulk} role="region" aria-label={t('bulk')}>
      <Text size="sm" fw={600}>
        {t('picked', { count: chosen.length })}
      </Text>
      <Group gap="xs">
        <Button
          size="sm"
          color="teal"
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
          disabled={chosen.every(({ enabled }) => enabled)}
          loading={watch.isPending}
          onClick={() => run(true)}
        >
          {t('start')}
        </Button>
        <Button
          size="sm"
          variant="default"
          leftSection={<IconPlayerStop size={16} aria-hidden />}
          disabled={chosen.every(({ enabled }) => !enabled)}
          loading={watch.isPending}
          onClick={() => run(false)}
        >
          {t('stop')}
        </Button>
        <Button size="sm" variant="subtle" color="gray" onClick={() => pick(new Set())}>
          {t('pickNone')}
        </Button>
      </Group>
    </Paper>
  )
}
