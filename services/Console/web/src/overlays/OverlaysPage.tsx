import { Button, Group, Loader, Stack, Tabs, Text, Title } from '@mantine/core'
import { IconDeviceTvOld, IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { useMay } from '../health/useMay'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { NewOverlay } from './NewOverlay'
import { OverlayCard } from './OverlayCard'
import classes from './Overlays.module.css'
import { SoundsPanel } from './SoundsPanel'
import { useAccountNames, useOverlays } from './useOverlays'

/** What OBS shows of each account, and the sounds that it plays. */
export default function OverlaysPage() {
  const { t } = useTranslation('overlays')
  const [query, setQuery] = useSearchParams()
  const navigate = useNavigate()
  const edit = useMay()('overlays.edit')
  const [making, setMaking] = useState(false)
  const part = query.get('part') === 'sounds' ? 'sounds' : 'overlays'
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        {edit && (
          <Button mih={40} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
            {t('new')}
          </Button>
        )}
      </Group>
      <Tabs
        value={part}
        onChange={(next) => setQuery(next === 'sounds' ? { part: 'sounds' } : {}, { replace: true })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {(['overlays', 'sounds'] as const).map((one) => (
            <Tabs.Tab key={one} value={one} mih={44}>
              {t(`part.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overlays">
          <OverlayLists edit={edit} />
        </Tabs.Panel>
        <Tabs.Panel value="sounds">
          <SoundsPanel edit={edit} />
        </Tabs.Panel>
      </Tabs>
      {making && (
        <NewOverlay
          close={() => setMaking(false)}
          made={({ overlayId }) => void navigate(`/overlays/${overlayId}`)}
        />
      )}
    </Stack>
  )
}

function OverlayLists({ edit }: { edit: boolean }) {
  const { t } = useTranslation('overlays')
  const overlays = useOverlays()
  const { nameOf } = useAccountNames()
  if (overlays.isPending) return <Loader aria-label={t('loading')} />
  if (overlays.isError) return <ProblemAlert error={overlays.error} retry={() => void overlays.refetch()} />
  const accounts = [...new Set(overlays.data.map(({ accountId }) => accountId))].sort((a, b) =>
    nameOf(a).localeCompare(nameOf(b)),
  )
  return (
    <Stack gap="md">
      <Text size="sm" c="dimmed">
        {t('intro')}
      </Text>
      {accounts.length === 0 && (
        <Empty icon={<IconDeviceTvOld />} title={t('none')}>
          {t(edit ? 'noneText' : 'noneSender')}
        </Empty>
      )}
      {accounts.map((account) => (
        <Panel key={account} title={nameOf(account)}>
          <div className={classes.cards}>
            {overlays.data
              .filter(({ accountId }) => accountId === account)
              .map((overlay) => (
                <OverlayCard key={overlay.overlayId} overlay={overlay} edit={edit} />
              ))}
          </div>
        </Panel>
      ))}
    </Stack>
  )
}
