import { Loader, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readOwnQuotas } from '../api/settings'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { settingsKeys } from './keys'
import { QuotaLine } from './QuotaLine'

/** The member's own quotas, and what is left of them today. */
export function LimitsPanel() {
  const { t } = useTranslation('settings')
  const quotas = useQuery({
    queryKey: settingsKeys.ownQuotas,
    queryFn: readOwnQuotas,
    refetchInterval: 15_000,
  })
  return (
    <Panel title={t('part.limits')}>
      {quotas.isError && <ProblemAlert error={quotas.error} retry={() => void quotas.refetch()} />}
      {quotas.isPending && <Loader aria-label={t('loading')} />}
      <Stack gap={0}>
        {quotas.data?.map((quota) => (
          <QuotaLine key={quota.name} quota={quota} />
        ))}
      </Stack>
      <Text size="sm" c="dimmed" mt="sm">
        {t('limits.hint')}
      </Text>
    </Panel>
  )
}
