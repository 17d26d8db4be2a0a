import { Group, Progress, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Panel } from '../parts/Panel'
import { useFormat } from '../words/useFormat'
import { likeGoals } from './goals'
import type { RuleHint } from './useRuleHints'

/** How far the room's likes are from the next rule that they fire. Nothing where no rule is about likes. */
export function LikeGoals({ hints, likes }: { hints: readonly RuleHint[]; likes: number | undefined }) {
  const { t } = useTranslation('live')
  const format = useFormat()
  const goals = likeGoals(hints, likes ?? 0)
  if (goals.length === 0) return null
  return (
    <Panel title={t('goals.title')}>
      <Stack gap="sm">
        {goals.map(({ ruleId, name, likes: now, from, goal, reached }) => {
          const told = t('goals.progress', { now: format.whole(now), goal: format.whole(goal) })
          return (
            <div key={ruleId}>
              <Group justify="space-between" gap="xs" wrap="nowrap">
                <Text size="sm" fw={600} truncate>
                  <bdi>{name}</bdi>
                </Text>
                <Text size="xs" c="dimmed" style={{ flex: 'none' }}>
                  {reached ? t('goals.reached') : t('goals.left', { value: format.whole(goal - now) })}
                </Text>
              </Group>
              <Progress.Root size="lg" mt={4}>
                <Progress.Section
                  value={reached ? 100 : Math.min(100, ((now - from) / (goal - from)) * 100)}
                  color={reached ? 'teal' : 'pink'}
                  aria-label={`${name}: ${told}`}
                />
              </Progress.Root>
              <Text size="xs" c="dimmed" mt={2}>
                {told}
              </Text>
            </div>
          )
        })}
        <Text size="xs" c="dimmed">
          {t('goals.sent')}
        </Text>
      </Stack>
    </Panel>
  )
}
