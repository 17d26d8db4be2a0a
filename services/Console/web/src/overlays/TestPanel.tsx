import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { testKinds, testOverlay, type TestKind } from '../api/overlays'
import type { OverlayItem, OverlaySettings } from '../overlay/types'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'

/** Shows something made up, here and on the pages of this overlay alone. */
export function TestPanel(props: {
  overlayId: string
  settings: OverlaySettings
  show: (item: OverlayItem) => void
}) {
  const { t } = useTranslation('overlays')
  const test = useMutation({
    mutationFn: (kind: TestKind) => testOverlay(props.overlayId, kind),
    onSuccess: ({ item }) => props.show(item),
  })
  const { settings } = props
  const can: Record<TestKind, boolean> = {
    Gift: settings.alerts.gifts,
    Follow: settings.alerts.follows,
    Share: settings.alerts.shares,
    Subscribe: settings.alerts.subscriptions,
    Message: settings.messages.shown,
    Sound: settings.sounds.alert !== '',
    Chat: settings.chat.shown,
  }
  return (
    <Panel title={t('try')}>
      <Stack gap="sm">
        {test.isError && <ProblemAlert error={test.error} />}
        <Group gap="xs">
          {testKinds
            .filter((kind) => can[kind])
            .map((kind) => (
              <Button
                key={kind}
                mih={40}
                variant="default"
                loading={test.isPending && test.variables === kind}
                onClick={() => test.mutate(kind)}
              >
                {t(`test.${kind}`)}
              </Button>
            ))}
        </Group>
        <Text size="sm" c="dimmed" aria-live="polite">
          {test.data === undefined
            ? t('tryHint')
            : test.data.open > 0
              ? t('tested', { count: test.data.open })
              : t('testedNowhere')}
        </Text>
      </Stack>
    </Panel>
  )
}
