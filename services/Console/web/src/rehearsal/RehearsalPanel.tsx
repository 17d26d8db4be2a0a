import { Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconPlayerPlay, IconPlayerStop, IconRosette } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'
import { act, readGifts, readRooms, startRoom, stopRoom } from '../api/rehearsal'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'

const roomsKey = ['rehearsal', 'rooms'] as const

/** Plays a viewer in the rehearsal room, to practise a show. */
export function RehearsalPanel({ handle }: { handle: string | undefined }) {
  const { t } = useTranslation('live')
  const client = useQueryClient()
  const [gift, setGift] = useState<string | null>('Rose')
  const [comment, setComment] = useState('')
  const rooms = useQuery({ queryKey: roomsKey, queryFn: readRooms, refetchInterval: 3_000 })
  const gifts = useQuery({ queryKey: ['rehearsal', 'gifts'], queryFn: readGifts, staleTime: 600_000 })
  const own = handle ?? rooms.data?.[0]?.handle ?? 'rehearsal.show'
  const room = rooms.data?.find((known) => known.handle === own)
  const live = room?.status === 'live'

  const play = useMutation({
    mutationFn: ({ what, body }: { what: string; body: object }) => act(own, what, body),
    onError: show,
  })
  const stage = useMutation({
    mutationFn: (on: boolean) => (on ? startRoom(own) : stopRoom(own)),
    onError: show,
    onSettled: () => client.invalidateQueries({ queryKey: roomsKey }),
  })
  const send = (what: string, body: object) => play.mutate({ what, body })

  if (rooms.isError && rooms.data === undefined)
    return (
      <Panel title={t('rehearsal.title')}>
        <ProblemAlert error={rooms.error} retry={() => void rooms.refetch()} />
      </Panel>
    )
  return (
    <Panel
      title={t('rehearsal.title')}
      aside={
        <Badge color={live ? 'teal' : 'gray'} variant="light">
          {t(live ? 'rehearsal.live' : 'rehearsal.off')}
        </Badge>
      }
    >
      <Stack gap="sm">
        <Group gap="xs">
          <Button
            size="xs"
            variant={live ? 'default' : 'filled'}
            leftSection={live ? <IconPlayerStop size={16} /> : <IconPlayerPlay size={16} />}
            loading={stage.isPending}
            onClick={() => stage.mutate(!live)}
          >
            {t(live ? 'rehearsal.end' : 'rehearsal.start')}
          </Button>
          <Text size="xs" c="dimmed">
            @{own}
            {live && `, ${t('rehearsal.connected', { count: room.consumers })}`}
          </Text>
        </Group>
        <Button
          size="md"
          color="pink"
          variant="light"
          leftSection={<IconRosette size={20} />}
          disabled={!live}
          onClick={() => send('gifts', { gift: 'Rose' })}
        >
          {t('rehearsal.rose')}
        </Button>
        <Group gap="xs" wrap="nowrap" align="flex-end">
          <Select
            size="xs"
            label={t('rehearsal.another')}
            searchable
            style={{ flex: 1 }}
            data={(gifts.data ?? []).map((known) => ({
              value: known.name,
              label: `${known.name} · ${known.coins}`,
            }))}
            value={gift}
            onChange={setGift}
            disabled={!live}
          />
          <Button
            size="xs"
            variant="default"
            disabled={!live || !gift}
            onClick={() => send('gifts', { gift })}
          >
            {t('rehearsal.send')}
          </Button>
          <Button
            size="xs"
            variant="default"
            disabled={!live || !gift}
            onClick={() => send('gifts', { gift, count: 10, streak: true })}
          >
            ×10
          </Button>
        </Group>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            if (comment.trim() === '') return
            send('comments', { text: comment })
            setComment('')
          }}
        >
          <Group gap="xs" wrap="nowrap" align="flex-end">
            <TextInput
              size="xs"
              label={t('rehearsal.comment')}
              style={{ flex: 1 }}
              value={comment}
              disabled={!live}
              onChange={(event) => setComment(event.currentTarget.value)}
            />
            <Button size="xs" variant="default" type="submit" disabled={!live || comment.trim() === ''}>
              {t('rehearsal.send')}
            </Button>
          </Group>
        </form>
        <Group gap="xs" grow preventGrowOverflow={false}>
          <Button
            size="xs"
            px={6}
            variant="default"
            disabled={!live}
            onClick={() => send('likes', { count: 15 })}
          >
            {t('rehearsal.likes', { count: 15 })}
          </Button>
          <Button size="xs" px={6} variant="default" disabled={!live} onClick={() => send('follows', {})}>
            {t('rehearsal.follow')}
          </Button>
          <Button size="xs" px={6} variant="default" disabled={!live} onClick={() => send('shares', {})}>
            {t('rehearsal.share')}
          </Button>
          <Button size="xs" px={6} variant="default" disabled={!live} onClick={() => send('joins', {})}>
            {t('rehearsal.join')}
          </Button>
        </Group>
      </Stack>
    </Panel>
  )
}

function show(error: unknown) {
  const { title, detail } = problem(error)
  notifications.show({ color: 'red', title, message: detail })
}
