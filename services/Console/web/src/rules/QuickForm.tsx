import {
  Autocomplete,
  Button,
  Group,
  Modal,
  NumberInput,
  SegmentedControl,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import type { WatchedAccount } from '../api/ingestion'
import { addRule } from '../api/rules'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { DeviceFields } from './DeviceFields'
import type { ListName } from './model/lists'
import { lacks, newQuick, quickKinds, quickRule, type Quick, type QuickKind } from './model/quick'
import { useCatalogue, useGifts, useRefresh, useWords } from './useRules'

const kindOf: Partial<Record<ListName, QuickKind>> = { keywords: 'keyword', thresholds: 'likes' }

/** The common rules in one form: this gift, word or number of likes moves that device for so long. */
export function QuickForm(props: {
  account: string | undefined
  accounts: readonly WatchedAccount[]
  list: ListName
  close: () => void
}) {
  const { t } = useTranslation('rules')
  const [quick, setQuick] = useState(() => newQuick(kindOf[props.list] ?? 'gift'))
  const [account, setAccount] = useState(props.account ?? props.accounts[0]?.id ?? 'shared')
  const [name, setName] = useState('')
  const [tried, setTried] = useState(false)
  const refresh = useRefresh()
  const navigate = useNavigate()
  const lacking = lacks(quick)
  const set = (change: Partial<Quick>) => setQuick((known) => ({ ...known, ...change }))
  const made = quickRule(quick)
  const save = useMutation({
    mutationFn: () =>
      addRule({ ...made, name: name.trim() || made.name }, account === 'shared' ? undefined : account),
    onSuccess: async (rule) => {
      notifications.show({ color: 'teal', message: t('quick.made', { name: rule.name }) })
      await refresh()
      props.close()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (lacking.length === 0) save.mutate()
  }
  const fault = (field: keyof Quick) => tried && lacking.includes(field) && t('needed')
  return (
    <Modal opened onClose={props.close} title={t('quick.title')} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          {save.isError && (
            <ProblemAlert
              error={save.error}
              labels={{
                accountId: t('account'),
                name: t('name'),
                'policy.cooldownMs': t('quick.pause'),
                'action.deviceId': t('device.device'),
                'action.action': t('device.action'),
                'action.durationMs': t('device.for'),
              }}
            />
          )}
          <SegmentedControl
            fullWidth
            aria-label={t('quick.title')}
            value={quick.kind}
            onChange={(kind) => set({ kind: kind as QuickKind })}
            data={quickKinds.map((kind) => ({ value: kind, label: t(`quick.kinds.${kind}`) }))}
          />
          <Waits quick={quick} set={set} fault={fault} account={account === 'shared' ? undefined : account} />
          <DeviceFields
            value={{
              device: quick.device,
              action: quick.action,
              values: quick.values,
              durationMs: quick.durationMs,
            }}
            change={set}
            deviceFault={fault('device')}
            actionFault={fault('action')}
          />
          <Group grow align="flex-start">
            <NumberInput
              label={t('quick.pause')}
              description={t('quick.pauseHint')}
              min={0}
              max={86_400}
              suffix=" s"
              value={quick.cooldownMs / 1_000}
              onChange={(value) => set({ cooldownMs: Math.round(Number(value) * 1_000) })}
            />
            <Select
              label={t('account')}
              description={t('quick.accountHint')}
              allowDeselect={false}
              value={account}
              onChange={(id) => setAccount(id ?? 'shared')}
              data={[
                ...props.accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` })),
                { value: 'shared', label: t('sharedByAll') },
              ]}
            />
          </Group>
          <TextInput
            label={t('name')}
            placeholder={lacking.length === 0 ? made.name : undefined}
            description={t('quick.nameHint')}
            maxLength={100}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="space-between">
            <Button
              variant="subtle"
              onClick={() =>
                void navigate(`/rules/new${account === 'shared' ? '' : `?account=${account}`}`, {
                  state: lacking.length === 0 ? { draft: { ...made, name: name.trim() || made.name } } : null,
                })
              }
            >
              {t('quick.builder')}
            </Button>
            <Button type="submit" loading={save.isPending}>
              {t('quick.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

/** What the rule waits for. */
function Waits(props: {
  quick: Quick
  set: (change: Partial<Quick>) => void
  fault: (field: keyof Quick) => string | false
  account: string | undefined
}) {
  const { quick, set, fault } = props
  const { t } = useTranslation('rules')
  const words = useWords()
  const choices = useChoices()
  if (quick.kind === 'gift')
    return (
      <GiftField
        gift={quick.gift}
        account={props.account}
        error={fault('gift')}
        choose={(gift, giftId) => set({ gift, giftId })}
      />
    )
  if (quick.kind === 'keyword')
    return (
      <Group grow align="flex-start">
        <TagsInput
          label={t('quick.keywords')}
          description={t('quick.keywordsHint')}
          data-autofocus
          required
          splitChars={[',', ';']}
          acceptValueOnBlur
          error={fault('keywords')}
          value={quick.keywords}
          onChange={(keywords) => set({ keywords })}
        />
        <Select
          label={t('quick.match')}
          description={t('quick.matchHint')}
          allowDeselect={false}
          data={choices('comment', 'match').map((value) => ({ value, label: words(value) }))}
          value={quick.match}
          onChange={(match) => set({ match: match ?? 'Contains' })}
        />
      </Group>
    )
  return (
    <Group grow align="flex-start">
      <NumberInput
        label={t('quick.likes')}
        data-autofocus
        required
        min={1}
        max={100_000_000}
        thousandSeparator
        value={quick.threshold}
        onChange={(value) => set({ threshold: Math.max(1, Math.round(Number(value))) })}
      />
      <Select
        label={t('quick.when')}
        allowDeselect={false}
        data={['Total', 'MultipleOf'].map((value) => ({ value, label: words(value) }))}
        value={quick.when}
        onChange={(when) => set({ when: when ?? 'MultipleOf' })}
      />
    </Group>
  )
}

/** A gift by name: those that were given before are offered, and any other can be written. */
export function GiftField(props: {
  gift: string
  account: string | undefined
  error: string | false
  choose: (name: string, id: string | undefined) => void
}) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const gifts = useGifts(props.account).data ?? []
  const byName = new Map(gifts.map((gift) => [gift.name ?? '', gift]))
  return (
    <Autocomplete
      label={t('quick.gift')}
      description={t('quick.giftHint')}
      data-autofocus
      required
      error={props.error}
      maxLength={100}
      data={[...byName.keys()]}
      limit={50}
      renderOption={({ option }) => {
        const price = byName.get(option.value)?.price
        return (
          <Group justify="space-between" w="100%" wrap="nowrap">
            <bdi>{option.value}</bdi>
            {price !== null && price !== undefined && (
              <Text size="xs" c="dimmed">
                {t('quick.coins', { count: price, shown: format.whole(price) })}
              </Text>
            )}
          </Group>
        )
      }}
      value={props.gift}
      onChange={(name) => props.choose(name, byName.get(name)?.giftId)}
    />
  )
}

function useChoices() {
  const catalogue = useCatalogue().data
  return (type: string, field: string) =>
    catalogue?.triggers.find((form) => form.type === type)?.fields.find(({ name }) => name === field)
      ?.choices ?? []
}
