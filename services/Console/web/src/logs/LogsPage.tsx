import { Stack, Tabs, Title } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import { useMay } from '../health/useMay'
import { Empty } from '../parts/Empty'
import { AnalysisPanel } from './AnalysisPanel'
import { LevelsPanel } from './LevelsPanel'
import { TailPanel } from './TailPanel'

const parts = ['tail', 'analysis', 'levels'] as const
type Part = (typeof parts)[number]

/** What is written down: the lines as they come, what they amount to, and how much is written. */
export default function LogsPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('logs')
  const [query, setQuery] = useSearchParams()
  const may = useMay()
  const shown = parts.filter((part) => part === 'tail' || may('installation.read'))
  const part = shown.find((one) => one === query.get('part')) ?? 'tail'
  const choose = (next: Part) => setQuery(next === 'tail' ? {} : { part: next }, { replace: true })
  if (!isManager(member))
    return (
      <Empty icon={<IconFileText />} title={t('notYours')}>
        {t('notYoursHint')}
      </Empty>
    )
  return (
    <Stack gap="md">
      <Title order={1} size="h3">
        {t('title')}
      </Title>
      <Tabs value={part} onChange={(next) => next && choose(next as Part)} keepMounted={false}>
        {shown.length > 1 && (
          <Tabs.List mb="md">
            {shown.map((one) => (
              <Tabs.Tab key={one} value={one} mih={44}>
                {t(`part.${one}`)}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        )}
        <Tabs.Panel value="tail">
          <TailPanel />
        </Tabs.Panel>
        <Tabs.Panel value="analysis">
          <AnalysisPanel />
        </Tabs.Panel>
        <Tabs.Panel value="levels">
          <LevelsPanel mayChange={may('installation.edit')} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}
