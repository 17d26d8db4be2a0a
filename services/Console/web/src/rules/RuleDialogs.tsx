import { Alert, Button, Group, Modal, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { WatchedAccount } from '../api/ingestion'
import { fireRule, readDecisions, type Rule } from '../api/rules'
import { ProblemAlert } from '../parts/ProblemAlert'
import { devicesOf } from './model/catalogue'
import { HistoryDialog } from './HistoryDialog'
import { SimulateDialog } from './SimulateDialog'

export interface Asked {
  what: 'simulate' | 'fire' | 'history'
  rule: Rule
}

/** What is asked of one rule of the list. */
export function RuleDialogs(props: {
  asked: Asked
  account: string | undefined
  accounts: readonly WatchedAccount[]
  close: () => void
}) {
  const { asked, close } = props
  const account = asked.rule.accountId ?? props.account ?? props.accounts[0]?.id
  // Steady, for what is tried follows from it.
  const form = useMemo(
    () => ({
      accountId: account,
      rules: [{ ...asked.rule, enabled: true }],
      ...(account !== undefined && { inPlaceOf: asked.rule.id }),
    }),
    [account, asked.rule],
  )
  if (asked.what === 'history') return <HistoryDialog rule={asked.rule} close={close} />
  if (asked.what === 'fire') return <FireDialog {...props} rule={asked.rule} />
  return (
    <SimulateDialog
      form={form}
      only={asked.rule.id}
      account={account}
      close={close}
      title={asked.rule.name}
    />
  )
}

/** Fires a rule on the real devices, and says what came of it. */
function FireDialog(props: {
  rule: Rule
  account: string | undefined
  accounts: readonly WatchedAccount[]
  close: () => void
}) {
  const { rule } = props
  const { t } = useTranslation('rules')
  const [account, setAccount] = useState(rule.accountId ?? props.account ?? props.accounts[0]?.id ?? '')
  const [since, setSince] = useState<number | null>(null)
  const devices = devicesOf(rule.action)
  const fire = useMutation({
    mutationFn: () => fireRule(rule.id, rule.accountId === undefined ? account : undefined),
    onMutate: () => setSince(Date.now()),
    onSuccess: () => notifications.show({ message: t('fire.sent', { name: rule.name }) }),
  })
  const decided = useQuery({
    queryKey: ['rule-fired', rule.id, since],
    queryFn: () => readDecisions({ ruleId: rule.id, limit: 5 }),
    enabled: since !== null && fire.isSuccess,
    refetchInterval: ({ state }) => (answerOf(state.data?.items, since) ? false : 500),
    retry: false,
  })
  const answer = answerOf(decided.data?.items, since)
  return (
    <Modal opened onClose={props.close} title={t('fire.title', { name: rule.name })}>
      <Stack>
        {fire.isError && <ProblemAlert error={fire.error} />}
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle />}>
          {devices.length > 0 ? t('fire.moves', { devices: devices.join(', ') }) : t('fire.movesNothing')}
        </Alert>
        <Text size="sm">{t('fire.text')}</Text>
        {rule.accountId === undefined && (
          <Select
            label={t('account')}
            allowDeselect={false}
            value={account}
            onChange={(id) => setAccount(id ?? '')}
            data={props.accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` }))}
          />
        )}
        {answer && (
          <Alert color={answer.outcome === 'Fired' ? 'teal' : 'red'} variant="light" role="status">
            {answer.outcome === 'Fired' ? t('fire.fired') : (answer.reason ?? answer.outcome)}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={props.close}>
            {t('close')}
          </Button>
          <Button
            color="yellow"
            data-autofocus
            disabled={rule.accountId === undefined && account === ''}
            loading={fire.isPending}
            onClick={() => fire.mutate()}
          >
            {t('fire.act')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

/** The decision that came after the press; clocks of browser and server may differ a little. */
const answerOf = <T extends { decidedAt: string; eventKind: string }>(
  items: readonly T[] | undefined,
  since: number | null,
) =>
  since === null
    ? undefined
    : items?.find((one) => one.eventKind === 'Button' && Date.parse(one.decidedAt) > since - 2_000)
