import { Button, Loader, Stack } from '@mantine/core'
import { IconArrowLeft } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link, Navigate, useLocation, useParams, useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../../api/console'
import { readRule, type RuleDocument } from '../../api/rules'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { emptyRule } from '../model/document'
import { rulesKey, useCatalogue } from '../useRules'
import { Workshop } from './Workshop'

/** One rule as a script: a new one, or one that is there. */
export default function BuilderPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('rules')
  const { id = 'new' } = useParams()
  const [address] = useSearchParams()
  const state = useLocation().state as { draft?: RuleDocument } | null
  const catalogue = useCatalogue()
  const isNew = id === 'new'
  const rule = useQuery({
    queryKey: [...rulesKey, 'one', id],
    queryFn: () => readRule(id),
    enabled: !isNew,
    // Somebody else may save it meanwhile.
    refetchInterval: 10_000,
    retry: false,
  })
  if (isNew && !isManager(member)) return <Navigate to="/rules" replace />
  const first = isNew ? emptyRule() : rule.data
  const error = catalogue.error ?? (rule.data === undefined ? rule.error : null)
  if (error)
    return (
      <Stack align="flex-start">
        <ProblemAlert error={error} retry={() => void (catalogue.isError ? catalogue : rule).refetch()} />
        <Button
          component={Link}
          to="/rules"
          variant="default"
          leftSection={<IconArrowLeft size={16} aria-hidden />}
        >
          {t('builder.back')}
        </Button>
      </Stack>
    )
  if (catalogue.data === undefined || first === undefined) return <Loader aria-label={t('loading')} />
  return (
    <Workshop
      key={id}
      member={member}
      catalogue={catalogue.data}
      rule={isNew ? null : (rule.data ?? null)}
      gone={rule.isError && rule.data !== undefined}
      account={isNew ? (address.get('account') ?? undefined) : rule.data?.accountId}
      draft={state?.draft}
    />
  )
}
