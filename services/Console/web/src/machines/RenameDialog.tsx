import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { renameMachine, type Machine } from '../api/machines'
import { ProblemAlert } from '../parts/ProblemAlert'
import { machineKeys } from './useMachines'

/** What people call a machine; its gateway's id stays. */
export function RenameDialog({ machine, close }: { machine: Machine; close: () => void }) {
  const { t } = useTranslation('machines')
  const client = useQueryClient()
  const [name, setName] = useState(machine.name ?? '')
  const save = useMutation({
    mutationFn: () => renameMachine(machine.gatewayId, name),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: machineKeys.all })
      close()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={close} title={t('rename.title', { id: machine.gatewayId })}>
      <form onSubmit={submit}>
        <Stack>
          {save.isError && <ProblemAlert error={save.error} />}
          <TextInput
            label={t('rename.name')}
            description={t('rename.hint')}
            placeholder={machine.gatewayId}
            maxLength={60}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" mih={40} onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" mih={40} loading={save.isPending}>
              {t('save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
