import { Anchor, Button, Group, Loader, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconArrowLeft } from '@tabler/icons-react'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useParams } from 'react-router'
import { changeOverlay, type Overlay } from '../api/overlays'
import { problem } from '../api/http'
import { useMay } from '../health/useMay'
import type { OverlayItem } from '../overlay/types'
import { ProblemAlert } from '../parts/ProblemAlert'
import { LinkPanel } from './LinkPanel'
import classes from './Overlays.module.css'
import { Preview } from './Preview'
import { SettingsForm } from './SettingsForm'
import { TestPanel } from './TestPanel'
import { overlaysKey, useAccountNames, useOverlays, useSounds } from './useOverlays'

/** One overlay: what it shows, how that looks, its link, and how it gets into OBS. */
export default function OverlayPage() {
  const { t } = useTranslation('overlays')
  const { id } = useParams()
  const overlays = useOverlays()
  const overlay = overlays.data?.find(({ overlayId }) => overlayId === id)
  return (
    <Stack gap="md">
      <Anchor component={Link} to="/overlays" size="sm">
        <Group gap={4} component="span">
          <IconArrowLeft size={16} aria-hidden />
          {t('back')}
        </Group>
      </Anchor>
      {overlays.isPending && <Loader aria-label={t('loading')} />}
      {overlays.isError && <ProblemAlert error={overlays.error} retry={() => void overlays.refetch()} />}
      {overlays.data && !overlay && <Text>{t('gone')}</Text>}
      {overlay && <Editor key={overlay.overlayId} overlay={overlay} />}
    </Stack>
  )
}

function Editor({ overlay }: { overlay: Overlay }) {
  const { t } = useTranslation('overlays')
  const client = useQueryClient()
  const edit = useMay()('overlays.edit')
  const { nameOf } = useAccountNames()
  const sounds = useSounds().data ?? []
  // What was read when editing began: the version tells the server whether somebody else was faster.
  const [base, setBase] = useState(overlay)
  const [draft, setDraft] = useState(overlay)
  const [shown, setShown] = useState<OverlayItem | null>(null)
  const changed = draft.name !== base.name || JSON.stringify(draft.settings) !== JSON.stringify(base.settings)
  const save = useMutation({
    mutationFn: () => changeOverlay({ ...draft, version: base.version }),
    onSuccess: (saved) => {
      setBase(saved)
      setDraft(saved)
      notifications.show({ color: 'teal', message: t('saved') })
      void client.invalidateQueries({ queryKey: overlaysKey })
    },
  })
  const discard = () => {
    setBase(overlay)
    setDraft(overlay)
    save.reset()
  }
  const faults = save.isError ? problem(save.error).fields : {}
  return (
    <>
      <Group justify="space-between" gap="xs">
        <div>
          <Title order={1} size="h3">
            <bdi>{base.name}</bdi>
          </Title>
          <Text size="sm" c="dimmed">
            {nameOf(overlay.accountId)} ·{' '}
            {overlay.open > 0 ? t('shownOn', { count: overlay.open }) : t('notShown')}
          </Text>
        </div>
        {edit ? (
          <Group gap="xs">
            {changed && (
              <>
                <Text size="sm" c="dimmed">
                  {t('unsaved')}
                </Text>
                <Button mih={40} variant="subtle" onClick={discard}>
                  {t('discard')}
                </Button>
              </>
            )}
            <Button mih={40} disabled={!changed} loading={save.isPending} onClick={() => save.mutate()}>
              {t('save')}
            </Button>
          </Group>
        ) : (
          <Text size="sm" c="dimmed">
            {t('senderNote')}
          </Text>
        )}
      </Group>
      {save.isError && <ProblemAlert error={save.error} />}
      <div className={classes.editor}>
        <Stack gap="md">
          <TextInput
            label={t('name')}
            description={t('nameHint')}
            maxLength={60}
            readOnly={!edit}
            value={draft.name}
            onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })}
            error={faults['name']?.join(' ')}
          />
          <SettingsForm
            key={base.version}
            accountId={overlay.accountId}
            settings={draft.settings}
            set={(settings) => setDraft({ ...draft, settings })}
            faults={faults}
            sounds={sounds}
            readOnly={!edit}
          />
        </Stack>
        <div className={classes.side}>
          <Preview settings={draft.settings} sounds={sounds} show={shown} />
          {edit && (
            <>
              <TestPanel overlayId={overlay.overlayId} settings={draft.settings} show={setShown} />
              <LinkPanel overlay={overlay} />
            </>
          )}
        </div>
      </div>
    </>
  )
}
