import { Stack, Tabs, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { AlertsPanel } from './AlertsPanel'
import { Overview } from './Overview'
import { ProcessesPanel } from './ProcessesPanel'
import { QueuesPanel } from './QueuesPanel'
import { useMay } from './useMay'

const parts = ['overview', 'alerts', 'queues', 'processes'] as const
const forAll: readonly string[] = ['overview', 'alerts']
type Part = (typeof parts)[number]

/** Whether all is well: for everybody what happens in the workspace, for who runs the installation its insides. */
export default function HealthPage() {
  const { t } = useTranslation('health')
  const [query, setQuery] = useSearchParams()
  const may = useMay()
  const shown = parts.filter((part) => forAll.includes(part) || may('installation.read'))
  const part = shown.find((one) => one === query.get('part')) ?? 'overview'
  const choose = (next: Part) => setQuery(next === 'overview' ? {} : { part: next }, { replace: true })
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        {t('title')}
      </Title>
      <Tabs value={part} onChange={(next) => next && choose(next as Part)} keepMounted={false}>
        <Tabs.List mb="md">
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one} mih={44}>
              {t(`part.${one}`)}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <Overview />
        </Tabs.Panel>
        <Tabs.Panel value="alerts">
          <AlertsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="queues">
          <QueuesPanel />
        </Tabs.Panel>
        <Tabs.Panel value="processes">
          <ProcessesPanel />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
