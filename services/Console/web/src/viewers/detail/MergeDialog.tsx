import { Button, Group, Loader, Modal, Paper, Radio, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowDown, IconSearch } from '@tabler/icons-react'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useNavigate } from 'react-router'
import { mergeViewer, readViewers, type ViewerProfile, type WholeProfile } from '../../api/viewers'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFormat } from '../../words/useFormat'
import { Face } from '../Face'
import { nameOf } from '../names'
import { SearchField } from '../SearchField'
import { viewersKey } from '../useViewers'
import { VipBadge } from '../VipBadge'
import classes from './Detail.module.css'
import { viewerKey } from './useViewer'

interface Props {
  viewer: WholeProfile
  account: string
  close: () => void
}

/** Makes this viewer and another one a single person: who it is, is looked for here. */
export function MergeDialog({ viewer, account, close }: Props) {
  const { t } = useTranslation('viewers')
  const client = useQueryClient()
  const navigate = useNavigate()
  const { search: address } = useLocation()
  const [search, setSearch] = useState('')
  const [into, setInto] = useState<ViewerProfile | null>(null)
  const found = useQuery({
    queryKey: [...viewersKey, 'merge', account, search],
    queryFn: () => readViewers({ accountId: account, search, limit: 6 }),
    enabled: search.trim() !== '' && into === null,
  })
  const others = found.data?.items.filter(({ userId }) => userId !== viewer.userId) ?? []
  const merge = useMutation({
    mutationFn: (stays: ViewerProfile) => mergeViewer(viewer.userId, stays.userId),
    onSuccess: async (_, stays) => {
      notifications.show({ color: 'teal', message: t('merge.done') })
      close()
      await navigate({ pathname: `/viewers/${stays.userId}`, search: address })
      client.removeQueries({ queryKey: viewerKey(viewer.userId) })
      await client.invalidateQueries({ queryKey: viewersKey })
    },
  })
  return (
    <Modal opened onClose={close} title={t('merge.title')} size="lg">
      <Stack>
        {merge.isError && <ProblemAlert error={merge.error} />}
        <Person viewer={viewer} label={t('merge.goes')} />
        <Group justify="center" aria-hidden>
          <IconArrowDown size={20} />
        </Group>
        {into === null ? (
          <>
            <SearchField
              label={t('merge.search')}
              value={search}
              ask={setSearch}
              icon={<IconSearch size={16} aria-hidden />}
            />
            {found.isFetching && <Loader size="sm" aria-label={t('loading')} />}
            {found.isError && <ProblemAlert error={found.error} />}
            {found.isSuccess && others.length === 0 && (
              <Text size="sm" c="dimmed">
                {t('merge.nobody')}
              </Text>
            )}
            <Radio.Group
              aria-label={t('merge.stays')}
              onChange={(id) => setInto(others.find(({ userId }) => userId === id) ?? null)}
            >
              <Stack gap={6}>
                {others.map((other) => (
                  <Radio.Card key={other.userId} value={other.userId} p="xs">
                    <Person viewer={other} bare />
                  </Radio.Card>
                ))}
              </Stack>
            </Radio.Group>
          </>
        ) : (
          <>
            <Person viewer={into} label={t('merge.stays')} />
            <Text size="sm">{t('merge.what', { name: nameOf(into) })}</Text>
          </>
        )}
        <Group justify="flex-end">
          {into !== null && (
            <Button variant="subtle" mr="auto" onClick={() => setInto(null)}>
              {t('merge.other')}
            </Button>
          )}
          <Button variant="default" onClick={close}>
            {t('cancel')}
          </Button>
          <Button
            disabled={into === null}
            loading={merge.isPending}
            onClick={() => into !== null && merge.mutate(into)}
          >
            {t('merge.sure')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

function Person({ viewer, label, bare = false }: { viewer: ViewerProfile; label?: string; bare?: boolean }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const person = (
    <span className={classes.person}>
      <Face viewer={viewer} />
      <span className={classes.personText}>
        <b className={classes.one}>
          <bdi>{nameOf(viewer)}</bdi>
        </b>
        <span className={`${classes.one} dim`}>
          {viewer.username && (
            <>
              @<bdi>{viewer.username}</bdi> ·{' '}
            </>
          )}
          {t('merge.numbers', {
            coins: format.whole(viewer.totalCoinsSpent),
            visits: format.whole(viewer.totalVisits),
          })}
        </span>
      </span>
      <VipBadge viewer={viewer} />
    </span>
  )
  if (bare) return person
  return (
    <Paper withBorder p="sm">
      <Text size="xs" c="dimmed" mb={6}>
        {label}
      </Text>
      {person}
    </Paper>
  )
}
