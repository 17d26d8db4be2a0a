import { Alert, Button, Group, Modal, Select, Stack, Switch, Text } from '@mantine/core'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readScenarios, simulate, type SimulationForm } from '../api/rules'
import { readSessions } from '../api/sessions'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { SimulationView } from './SimulationView'
import { useWords } from './useRules'

/** Tries rules, or a draft of one, on a LIVE that was or on a made-up one. No device moves. */
export function SimulateDialog(props: {
  form: SimulationForm
  account: string | undefined
  /** The rule that is meant; else all. */
  only?: string
  title?: string
  close: () => void
}) {
  const { t } = useTranslation('rules')
  const format = useFormat()
  const words = useWords()
  const scenarios = useQuery({ queryKey: ['rule-scenarios'], queryFn: readScenarios, staleTime: Infinity })
  const sessions = useQuery({
    queryKey: ['sessions', props.account, undefined],
    queryFn: () => readSessions({ accountId: props.account, limit: 50 }),
  })
  const [picked, setPicked] = useState<string | null>(null)
  const [alone, setAlone] = useState(true)
  const past = (sessions.data?.items ?? []).map((session) => ({
    value: session.id,
    label: t('simulate.session', {
      time: format.moment(session.startedAt),
      coins: format.whole(session.totals.coins),
    }),
  }))
  const made = (scenarios.data ?? []).map(({ name, description }) => ({
    value: `made:${name}`,
    label: words(description),
  }))
  const source = picked ?? past[0]?.value ?? made[0]?.value ?? null
  const run = useMutation({
    mutationFn: (from: string) =>
      simulate({
        ...props.form,
        ...(from.startsWith('made:') ? { scenario: from.slice('made:'.length) } : { liveSessionId: from }),
      }),
  })
  return (
    <Modal
      opened
      onClose={props.close}
      size="xl"
      title={props.title === undefined ? t('simulate.titleAll') : t('simulate.title', { name: props.title })}
    >
      <Stack>
        <Text size="sm" c="dimmed">
          {t('simulate.text')}
        </Text>
        <Group align="flex-end" wrap="wrap">
          <Select
            flex="1 1 260px"
            label={t('simulate.on')}
            allowDeselect={false}
            searchable
            value={source}
            onChange={setPicked}
            data={[
              { group: t('simulate.recorded'), items: past },
              { group: t('simulate.made'), items: made },
            ]}
          />
          <Button
            data-autofocus
            disabled={source === null}
            loading={run.isPending}
            onClick={() => source !== null && run.mutate(source)}
          >
            {t('simulate.run')}
          </Button>
        </Group>
        {props.only !== undefined && props.form.inPlaceOf !== undefined && (
          <Switch
            label={t('simulate.alone')}
            checked={alone}
            onChange={(event) => setAlone(event.currentTarget.checked)}
          />
        )}
        {run.isError && <ProblemAlert error={run.error} />}
        {run.data?.lines.length === 0 && (
          <Alert color="gray" variant="light" role="status">
            {t('simulate.nothing', { count: run.data.events })}
          </Alert>
        )}
        {run.data && run.data.lines.length > 0 && (
          <SimulationView result={run.data} only={alone ? props.only : undefined} />
        )}
      </Stack>
    </Modal>
  )
}
