import { Anchor, Group, Loader, Stack, Text } from '@mantine/core'
import { IconCpu } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { useMachines } from '../machines/useMachines'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Settings.module.css'

/** How each PC talks to its boards; the page of the PC sets it. */
export function BoardsPanel() {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { list, machines } = useMachines()
  return (
    <Panel title={t('boards.title')}>
      <Text size="sm" c="dimmed">
        {t('boards.hint')}
      </Text>
      {list.isError && <ProblemAlert error={list.error} retry={() => void list.refetch()} />}
      {list.isPending && <Loader aria-label={t('loading')} />}
      {machines?.length === 0 && (
        <Empty icon={<IconCpu />} title={t('boards.none')}>
          <Anchor component={Link} to="/machines">
            {t('boards.add')}
          </Anchor>
        </Empty>
      )}
      <Stack gap={0}>
        {machines?.map((machine) => (
          <Group key={machine.gatewayId} justify="space-between" className={classes.line}>
            <div className={classes.grow}>
              <Text fw={600} component="bdi" className="breakable">
                {machine.name ?? machine.gatewayId}
              </Text>
              <Text size="sm" c="dimmed">
                {machine.line === null
                  ? t('boards.unknown')
                  : t('boards.line', {
                      baud: format.whole(machine.line.baud),
                      ms: format.whole(machine.line.ackTimeoutMs),
                      lines: format.whole(machine.line.windowLines),
                    })}
              </Text>
            </div>
            <Anchor
              component={Link}
              to={`/machines/${encodeURIComponent(machine.gatewayId)}?tab=settings`}
              aria-label={t('boards.openOf', { name: machine.name ?? machine.gatewayId })}
            >
              {t('boards.open')}
            </Anchor>
          </Group>
        ))}
      </Stack>
    </Panel>
  )
}
