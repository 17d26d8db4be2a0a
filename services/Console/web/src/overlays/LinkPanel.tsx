import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCopy, IconRefresh } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readOverlayLink, replaceOverlayLink, type Overlay } from '../api/overlays'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Sure } from '../parts/Sure'
import { useFormat } from '../words/useFormat'
import classes from './Overlays.module.css'
import { linkKey, overlaysKey, useCopyLink } from './useOverlays'

const steps = ['1', '2', '3', '4', '5', '6'] as const

/** The link for OBS, hidden until somebody wants to see it, and what to do with it. */
export function LinkPanel({ overlay }: { overlay: Overlay }) {
  const { t } = useTranslation('overlays')
  const format = useFormat()
  const client = useQueryClient()
  const copy = useCopyLink()
  const [asks, setAsks] = useState(false)
  const id = overlay.overlayId
  const link = useQuery({ queryKey: linkKey(id), queryFn: () => readOverlayLink(id), staleTime: 60_000 })
  return (
    <Panel title={t('link')}>
      <Stack gap="sm">
        {link.isError && <ProblemAlert error={link.error} retry={() => void link.refetch()} />}
        <PasswordInput
          aria-label={t('link')}
          description={`${t('linkHint')} ${t('linkSince', { time: format.moment(overlay.linkMadeAt) })}`}
          inputWrapperOrder={['input', 'description']}
          readOnly
          autoComplete="off"
          value={link.data ? location.origin + link.data.path : ''}
          onFocus={(event) => event.currentTarget.select()}
        />
        <Group gap="xs">
          <Button mih={40} leftSection={<IconCopy size={16} aria-hidden />} onClick={() => void copy(id)}>
            {t('copy')}
          </Button>
          <Button
            mih={40}
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            onClick={() => setAsks(true)}
          >
            {t('replace')}
          </Button>
        </Group>
        <Text fw={600} size="sm">
          {t('obs')}
        </Text>
        <ol className={classes.steps}>
          {steps.map((step) => (
            <li key={step}>{t(`steps.${step}`)}</li>
          ))}
        </ol>
        <Text size="sm" c="dimmed">
          {t('obsAfter')}
        </Text>
      </Stack>
      {asks && (
        <Sure
          title={t('replace')}
          text={t('replaceText')}
          action={t('replace')}
          act={async () => {
            client.setQueryData(linkKey(id), await replaceOverlayLink(id))
            void client.invalidateQueries({ queryKey: overlaysKey })
            notifications.show({ color: 'teal', message: t('replaced') })
          }}
          close={() => setAsks(false)}
        />
      )}
    </Panel>
  )
}
