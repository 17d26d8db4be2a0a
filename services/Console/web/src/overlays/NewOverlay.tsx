import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { makeOverlay, type Overlay } from '../api/overlays'
import { problem } from '../api/http'
import { ProblemAlert } from '../parts/ProblemAlert'
import { kitNames, kits, type Kit } from './kits'
import { overlaysKey, useAccountNames } from './useOverlays'

/** Asks what a new overlay is of, and makes it. */
export function NewOverlay({ close, made }: { close: () => void; made: (overlay: Overlay) => void }) {
  const { t, i18n } = useTranslation('overlays')
  const client = useQueryClient()
  const { accounts } = useAccountNames()
  const [kit, setKit] = useState<Kit>('all')
  const [name, setName] = useState('')
  const [chosen, setChosen] = useState<string | null>(null)
  const account = chosen ?? accounts[0]?.accountId ?? null
  const make = useMutation({
    mutationFn: () =>
      makeOverlay({
        accountId: account ?? '',
        name: name.trim() || t(`kit.${kit}`),
        settings: { ...kits[kit], language: i18n.language === 'id' ? 'id' : 'en' },
      }),
    onSuccess: (overlay) => {
      void client.invalidateQueries({ queryKey: overlaysKey })
      made(overlay)
    },
  })
  const faults = make.isError ? problem(make.error).fields : {}
  return (
    <Modal opened onClose={close} title={t('new')}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          make.mutate()
        }}
      >
        <Stack>
          {make.isError && (
            <ProblemAlert error={make.error} labels={{ accountId: t('account') }} marked={['name']} />
          )}
          <Select
            label={t('account')}
            data={accounts.map(({ accountId, handle }) => ({ value: accountId, label: `@${handle}` }))}
            value={account}
            onChange={setChosen}
            searchable={accounts.length > 8}
            allowDeselect={false}
            required
          />
          <Select
            label={t('start')}
            data={kitNames.map((one) => ({ value: one, label: t(`kit.${one}`) }))}
            value={kit}
            onChange={(next) => next && setKit(next as Kit)}
            allowDeselect={false}
          />
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            placeholder={t(`kit.${kit}`)}
            maxLength={60}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={faults['name']?.join(' ')}
          />
          <Group justify="flex-end">
            <Button type="submit" mih={40} disabled={account === null} loading={make.isPending}>
              {t('make')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
