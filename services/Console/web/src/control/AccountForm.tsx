import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { addAccount, changeAccount, removeAccount, type WatchedAccount } from '../api/ingestion'
import { problem } from '../api/http'
import { accountsKey } from '../live/useBooks'
import { ProblemAlert } from '../parts/ProblemAlert'

/** What the server may say something of. */
const fields = ['handle', 'displayName', 'timeZone', 'source'] as const

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

/** Adds an account (null), or changes or removes one. */
export function AccountForm({ account, close }: { account: WatchedAccount | null; close: () => void }) {
  const { t } = useTranslation('control')
  const client = useQueryClient()
  const [handle, setHandle] = useState(account?.handle ?? '')
  const [displayName, setName] = useState(account?.displayName ?? '')
  const [timeZone, setZone] = useState(account?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone)
  const [source, setSource] = useState(account?.source ?? 'tiktok')
  const [removing, setRemoving] = useState(false)
  const done = async () => {
    await client.invalidateQueries({ queryKey: accountsKey })
    close()
  }
  const save = useMutation({
    mutationFn: () => {
      const settings = {
        handle: handle.trim(),
        displayName: displayName.trim() || handle.trim(),
        timeZone,
        source,
      }
      return account === null ? addAccount(settings) : changeAccount(account.id, settings)
    },
    onSuccess: done,
  })
  const remove = useMutation({ mutationFn: () => removeAccount(account?.id ?? ''), onSuccess: done })
  const faults = save.error ? problem(save.error).fields : {}
  const fault = (field: (typeof fields)[number], label: string) =>
    faults[field] && `${label} ${faults[field].join(' ')}`
  const atFields = fields.some((field) => field in faults)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={close} title={account ? t('editOne', { handle: account.handle }) : t('add')}>
      <form onSubmit={submit}>
        <Stack>
          {(remove.error ?? (atFields ? null : save.error)) && (
            <ProblemAlert error={remove.error ?? save.error} />
          )}
          <TextInput
            label={t('form.handle')}
            description={t('form.handleHint')}
            required
            data-autofocus
            autoCapitalize="none"
            value={handle}
            onChange={(event) => setHandle(event.currentTarget.value)}
            error={fault('handle', t('form.handle'))}
          />
          <TextInput
            label={t('form.name')}
            value={displayName}
            placeholder={handle}
            onChange={(event) => setName(event.currentTarget.value)}
            error={fault('displayName', t('form.name'))}
          />
          <Select
            label={t('form.zone')}
            description={t('form.zoneHint')}
            searchable
            data={zones.includes(timeZone) ? zones : [timeZone, ...zones]}
            limit={50}
            allowDeselect={false}
            value={timeZone}
            onChange={(zone) => zone && setZone(zone)}
            error={fault('timeZone', t('form.zone'))}
          />
          <TextInput
            label={t('form.source')}
            description={t('form.sourceHint')}
            required
            autoCapitalize="none"
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
            error={fault('source', t('form.source'))}
          />
          <Group justify="space-between">
            {account && !removing && (
              <Button variant="subtle" color="red" onClick={() => setRemoving(true)}>
                {t('remove')}
              </Button>
            )}
            {account && removing && (
              <Button color="red" loading={remove.isPending} onClick={() => remove.mutate()}>
                {t('removeSure', { handle: account.handle })}
              </Button>
            )}
            <Group ml="auto">
              <Button variant="default" onClick={close}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={save.isPending}>
                {t(account ? 'save' : 'addNow')}
              </Button>
            </Group>
          </Group>
          {removing && (
            <Text size="sm" c="dimmed">
              {t('removeHint')}
            </Text>
          )}
        </Stack>
      </form>
    </Modal>
  )
}
