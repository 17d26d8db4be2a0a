import { Badge, Button, Group, List, Loader, Modal, Paper, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { readVersions, restoreRule, type Catalogue, type Rule, type RuleVersion } from '../api/rules'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { same } from './model/catalogue'
import type { Speech } from './model/summary'
import { outline } from './TemplatesDialog'
import classes from './Rules.module.css'
import { rulesKey, useCatalogue, useRefresh, useSpeech } from './useRules'

/** What a rule has been, and the way back to each version. */
export function HistoryDialog({ rule, close }: { rule: Pick<Rule, 'id' | 'name'>; close: () => void }) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const catalogue = useCatalogue().data
  const speech = useSpeech(useMemo(() => new Map(), []))
  const refresh = useRefresh()
  const versions = useQuery({
    queryKey: [...rulesKey, 'versions', rule.id],
    queryFn: () => readVersions(rule.id),
  })
  const latest = versions.data?.[0]?.rule.version ?? 0
  const restore = useMutation({
    mutationFn: (version: number) => restoreRule(rule.id, version, latest),
    onSuccess: (back) => {
      notifications.show({ color: 'teal', message: t('history.restored', { version: back.version }) })
      return refresh()
    },
  })
  return (
    <Modal opened onClose={close} title={t('history.title', { name: rule.name })} size="lg">
      <Stack>
        {restore.isError && <ProblemAlert error={restore.error} />}
        {versions.isError && <ProblemAlert error={versions.error} retry={() => void versions.refetch()} />}
        {versions.isPending && <Loader aria-label={t('loading')} />}
        <div className={classes.versions}>
          {versions.data?.map((version, n) => (
            <Paper key={version.rule.version} withBorder p="sm">
              <Group justify="space-between" wrap="nowrap" align="flex-start">
                <div>
                  <Group gap="xs">
                    <Text fw={600}>{t('history.version', { version: version.rule.version })}</Text>
                    {n === 0 && !version.deleted && <Badge size="xs">{t('history.now')}</Badge>}
                    {version.deleted && (
                      <Badge size="xs" color="red">
                        {t('history.deleted')}
                      </Badge>
                    )}
                  </Group>
                  <Text size="xs" c="dimmed">
                    {t('history.by', {
                      who: version.rule.updatedBy,
                      when: format.moment(version.rule.updatedAt),
                    })}
                  </Text>
                </div>
                {(n > 0 || version.deleted) && (
                  <Button
                    variant="default"
                    size="sm"
                    aria-label={t('history.restoreOne', { version: version.rule.version })}
                    loading={restore.isPending && restore.variables === version.rule.version}
                    onClick={() => restore.mutate(version.rule.version)}
                  >
                    {t('history.restore')}
                  </Button>
                )}
              </Group>
              {catalogue && (
                <Differences
                  catalogue={catalogue}
                  version={version}
                  before={versions.data[n + 1]}
                  speech={speech}
                />
              )}
            </Paper>
          ))}
        </div>
      </Stack>
    </Modal>
  )
}

/** What a version changed; of the first, what it was. */
function Differences(props: {
  catalogue: Catalogue
  version: RuleVersion
  before: RuleVersion | undefined
  speech: Speech
}) {
  const { t } = useTranslation('rules')
  const now = props.version.rule
  const was = props.before?.rule
  const lines = outline(props.catalogue, now, props.speech).map(({ text }) => text)
  if (was === undefined)
    return (
      <List size="sm" mt={6} listStyleType="none">
        {lines.map((line, n) => (
          <List.Item key={n}>{line}</List.Item>
        ))}
      </List>
    )
  const old = outline(props.catalogue, was, props.speech).map(({ text }) => text)
  const changes = [
    ...(now.name !== was.name ? [`${was.name} → ${now.name}`] : []),
    ...(now.enabled !== was.enabled ? [t(now.enabled ? 'history.on' : 'history.off')] : []),
    ...old.filter((line) => !lines.includes(line)).map((line) => `− ${line}`),
    ...lines.filter((line) => !old.includes(line)).map((line) => `+ ${line}`),
    ...(same(now.policy, was.policy) ? [] : [t('history.policy')]),
  ]
  return (
    <List size="sm" mt={6} listStyleType="none">
      {changes.map((line, n) => (
        <List.Item key={n}>{line}</List.Item>
      ))}
    </List>
  )
}
