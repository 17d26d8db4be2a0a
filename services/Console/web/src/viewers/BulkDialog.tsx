import { Alert, Button, Group, Loader, Modal, Stack, TagsInput, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'
import { changeMany, type BulkAction } from '../api/viewers'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { isTagging, orderOf, questionOf, type BulkTarget } from './bulk'
import { viewersKey } from './useViewers'

/** Says how many it concerns before it is done; what cannot be undone has to be typed. */
export function BulkDialog(props: {
  action: BulkAction
  target: BulkTarget
  account: string
  close: () => void
  done: () => void
}) {
  const { action, target, account, close } = props
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const client = useQueryClient()
  const [tags, setTags] = useState<string[]>([])
  const [typed, setTyped] = useState('')
  const count = useQuery({
    queryKey: ['viewers-count', account, action, target],
    queryFn: () => changeMany(account, questionOf(target, action, [])),
    gcTime: 0,
    staleTime: Infinity,
    retry: false,
  })
  const found = count.data?.found
  const change = useMutation({
    mutationFn: () => changeMany(account, orderOf(target, action, tags, found ?? 0)),
    onSuccess: async (answer) => {
      notifications.show({
        color: 'teal',
        message: t(action === 'delete' ? 'bulk.erased' : 'bulk.changed', {
          count: answer.changed,
          number: format.whole(answer.changed),
        }),
      })
      if (answer.tooManyTags.length > 0)
        notifications.show({
          color: 'yellow',
          autoClose: false,
          message: t('bulk.tooManyTags', { count: answer.tooManyTags.length }),
        })
      if (answer.inStreak.length > 0)
        notifications.show({
          color: 'yellow',
          autoClose: false,
          message: t('bulk.inStreak', { count: answer.inStreak.length }),
        })
      await client.invalidateQueries({ queryKey: viewersKey })
      close()
      props.done()
    },
  })
  const erasing = action === 'delete'
  const ready =
    found !== undefined &&
    found > 0 &&
    (!isTagging(action) || tags.length > 0) &&
    (!erasing || typed.trim() === String(found))
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (ready) change.mutate()
  }
  const recount = () => {
    change.reset()
    setTyped('')
    void count.refetch()
  }
  const changed = change.isError && problem(change.error).status === 409
  return (
    <Modal opened onClose={close} title={t(`bulk.${action}`)} size="md">
      <form onSubmit={submit}>
        <Stack>
          {count.isPending && <Loader aria-label={t('bulk.counting')} />}
          {count.isError && <ProblemAlert error={count.error} retry={() => void count.refetch()} />}
          {changed && (
            <Alert color="yellow" role="alert" icon={<IconAlertTriangle />} title={t('bulk.otherTitle')}>
              <Stack gap="xs" align="flex-start">
                <Text size="sm">{t('bulk.otherText')}</Text>
                <Text size="sm" c="dimmed">
                  {problem(change.error).detail}
                </Text>
                <Button size="xs" variant="light" color="yellow" onClick={recount}>
                  {t('bulk.recount')}
                </Button>
              </Stack>
            </Alert>
          )}
          {change.isError && !changed && <ProblemAlert error={change.error} />}
          {found !== undefined && (
            <Text>{t(`bulk.asks.${action}`, { count: found, number: format.whole(found) })}</Text>
          )}
          {isTagging(action) && (
            <TagsInput
              label={t('bulk.tags')}
              description={t('bulk.tagsHint')}
              data-autofocus
              maxTags={50}
              value={tags}
              onChange={setTags}
              acceptValueOnBlur
              splitChars={[',']}
            />
          )}
          {erasing && found !== undefined && found > 0 && (
            <>
              <Alert color="red" icon={<IconAlertTriangle />}>
                {t('erase.what')}
              </Alert>
              <TextInput
                label={t('bulk.type', { number: found })}
                data-autofocus
                autoComplete="off"
                inputMode="numeric"
                value={typed}
                onChange={(event) => setTyped(event.currentTarget.value)}
              />
            </>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              color={erasing ? 'red' : undefined}
              disabled={!ready || changed}
              loading={change.isPending}
            >
              {t(`bulk.${action}`)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
