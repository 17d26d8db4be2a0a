import { Alert, Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { changeMany, type WholeProfile } from '../../api/viewers'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { nameOf } from '../names'
import { viewersKey } from '../useViewers'
import { viewerKey } from './useViewer'

/** Erases a person for good, once their name was typed. */
export function EraseDialog({ viewer, close }: { viewer: WholeProfile; close: () => void }) {
  const { t } = useTranslation('viewers')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { search } = useLocation()
  const [typed, setTyped] = useState('')
  const word = viewer.username ?? viewer.userId
  const erase = useMutation({
    mutationFn: () => changeMany('', { userIds: [viewer.userId], action: 'delete', expected: 1 }),
    onSuccess: async ({ inStreak }) => {
      if (inStreak.length > 0) return
      notifications.show({ color: 'teal', message: t('erase.done') })
      await navigate({ pathname: '/viewers', search })
      client.removeQueries({ queryKey: viewerKey(viewer.userId) })
      await client.invalidateQueries({ queryKey: viewersKey })
    },
  })
  const ready = typed.trim().replace(/^@/, '') === word
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) erase.mutate()
  }
  return (
    <Modal opened onClose={close} title={t('erase.open')}>
      <form onSubmit={submit}>
        <Stack>
          <Text>
            <b>
              <bdi>{nameOf(viewer)}</bdi>
            </b>
          </Text>
          <Alert color="red" icon={<IconAlertTriangle />}>
            {t('erase.what')}
          </Alert>
          {erase.isError && <ProblemAlert error={erase.error} />}
          {(erase.data?.inStreak.length ?? 0) > 0 && (
            <Alert color="yellow" role="alert">
              {t('bulk.inStreak', { count: 1 })}
            </Alert>
          )}
          <TextInput
            label={t('erase.type', { word })}
            data-autofocus
            autoComplete="off"
            autoCapitalize="none"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="red" disabled={!ready} loading={erase.isPending}>
              {t('erase.sure')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
