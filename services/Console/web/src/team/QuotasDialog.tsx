import { Button, Group, Loader, Modal, NumberInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'
import { readQuotas, setQuotas, type Quota } from '../api/settings'
import type { TeamMember } from '../api/team'
import { ProblemAlert } from '../parts/ProblemAlert'
import { settingsKeys } from '../settings/keys'
import { QuotaLine } from '../settings/QuotaLine'

/** What a member has used today, and how much an admin gives them. */
export function QuotasDialog({ member, close }: { member: TeamMember; close: () => void }) {
  const { t } = useTranslation('settings')
  const quotas = useQuery({
    queryKey: settingsKeys.quotasOf(member.userId),
    queryFn: () => readQuotas(member.userId),
  })
  return (
    <Modal opened onClose={close} title={t('quotas.of', { name: member.name })} size="lg">
      {quotas.isError && <ProblemAlert error={quotas.error} retry={() => void quotas.refetch()} />}
      {quotas.isPending && <Loader aria-label={t('loading')} />}
      {quotas.data && <Form member={member} quotas={quotas.data} close={close} />}
    </Modal>
  )
}

function Form(props: { member: TeamMember; quotas: Quota[]; close: () => void }) {
  const { t } = useTranslation('settings')
  const { t: team } = useTranslation('team')
  const client = useQueryClient()
  const { member, quotas, close } = props
  const [typed, setTyped] = useState<Record<string, number | string>>(() =>
    Object.fromEntries(quotas.map(({ name, most }) => [name, most ?? ''])),
  )
  const save = useMutation({
    mutationFn: () =>
      setQuotas(
        member.userId,
        Object.fromEntries(
          Object.entries(typed).map(([name, value]) => [name, value === '' ? null : Number(value)]),
        ),
      ),
    onSuccess: (next) => {
      client.setQueryData(settingsKeys.quotasOf(member.userId), next)
      void client.invalidateQueries({ queryKey: settingsKeys.ownQuotas })
      notifications.show({
        color: 'teal',
        title: t('saved'),
        message: t('quotas.saved', { name: member.name }),
      })
      close()
    },
  })
  const faults = save.isError ? problem(save.error).fields : {}
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text size="sm" c="dimmed">
          {t('quotas.hint')}
        </Text>
        {save.isError && <ProblemAlert error={save.error} marked={Object.keys(typed)} />}
        {quotas.map((quota) => (
          <div key={quota.name}>
            <QuotaLine quota={quota} />
            <NumberInput
              label={t(`quotaLimit.${quota.name}`, { defaultValue: quota.name })}
              placeholder={t('quotas.none')}
              min={quota.leastLimit}
              max={quota.mostLimit}
              allowDecimal={false}
              clampBehavior="none"
              error={faults[quota.name]?.join(' ')}
              maw={320}
              value={typed[quota.name] ?? ''}
              onChange={(value) => setTyped({ ...typed, [quota.name]: value })}
            />
          </div>
        ))}
        <Group justify="flex-end">
          <Button variant="default" mih={40} onClick={close}>
            {team('cancel')}
          </Button>
          <Button type="submit" mih={40} loading={save.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
