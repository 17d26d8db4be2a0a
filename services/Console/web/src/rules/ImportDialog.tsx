import { Alert, Button, FileInput, Group, List, Modal, Radio, Select, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconUpload } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../api/http'
import type { WatchedAccount } from '../api/ingestion'
import { importRules, type ImportReport } from '../api/rules'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useRefresh } from './useRules'

const conflicts = ['replace', 'skip', 'copy'] as const

/** Takes a file: first says what it would do and what is wrong in it, then does it. */
export function ImportDialog(props: {
  account: string | undefined
  accounts: readonly WatchedAccount[]
  close: () => void
}) {
  const { t } = useTranslation('rules')
  const [account, setAccount] = useState<string | null>(props.account ?? null)
  const [onElsewhere, setElsewhere] = useState<string>('leaveOut')
  const [onConflict, setConflict] = useState<string>('replace')
  const [file, setFile] = useState<File | null>(null)
  const refresh = useRefresh()
  const send = async (dryRun: boolean): Promise<ImportReport> => {
    const asked = { accountId: account === 'shared' ? undefined : (account ?? undefined), onConflict, dryRun }
    return importRules((await file?.text()) ?? '', {
      ...asked,
      skipInvalid: true,
      onElsewhere: dryRun ? 'take' : onElsewhere,
    })
  }
  const look = useMutation({ mutationFn: () => send(true) })
  const take = useMutation({
    mutationFn: () => send(false),
    onSuccess: async (report) => {
      notifications.show({
        color: 'teal',
        title: t('import.done'),
        message: t('import.doneText', { added: report.added.length, updated: report.updated.length }),
      })
      await refresh()
      props.close()
    },
  })
  const choose = (next: () => void) => {
    next()
    look.reset()
    take.reset()
  }
  const takeFile = (next: File | null) => {
    choose(() => setFile(next))
    void next?.text().then((text) => {
      const from = accountIn(text)
      if (props.accounts.some(({ id }) => id === from)) setAccount(from)
    })
  }
  const report = look.data
  const twins = new Set(report?.elsewhere.map(({ path }) => path)).size
  const faults = Object.entries(report?.leftOut ?? (look.isError ? problem(look.error).fields : {}))
  const leftOut = onElsewhere === 'leaveOut' ? twins : 0
  const good = report ? report.added.length + report.updated.length - leftOut : 0
  const owner = (id: string | undefined) =>
    id === undefined ? t('sharedByAll') : `@${props.accounts.find((one) => one.id === id)?.handle ?? '?'}`
  return (
    <Modal opened onClose={props.close} title={t('import.title')} size="lg">
      <Stack>
        <Text size="sm" c="dimmed">
          {t('import.hint')}
        </Text>
        <FileInput
          label={t('import.file')}
          placeholder={t('import.choose')}
          data-autofocus
          accept="application/json,.json"
          leftSection={<IconUpload size={16} aria-hidden />}
          value={file}
          onChange={takeFile}
          clearable
        />
        <Group grow align="flex-start">
          <Select
            label={t('templates.for')}
            allowDeselect={false}
            value={account}
            placeholder={t('import.whose')}
            required
            onChange={(id) => choose(() => setAccount(id))}
            data={[
              ...props.accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` })),
              { value: 'shared', label: t('sharedByAll') },
            ]}
          />
          <Select
            label={t('import.conflict')}
            allowDeselect={false}
            value={onConflict}
            onChange={(value) => choose(() => setConflict(value ?? 'replace'))}
            data={conflicts.map((value) => ({ value, label: t(`import.conflicts.${value}`) }))}
          />
        </Group>
        {look.isError && faults.length === 0 && <ProblemAlert error={look.error} />}
        {take.isError && <ProblemAlert error={take.error} />}
        {report && (
          <Alert color={good > 0 ? 'teal' : 'gray'} variant="light" role="status">
            <Text size="sm">
              {t('import.would', {
                added: report.added.length,
                updated: report.updated.length,
                unchanged: report.unchanged.length,
                skipped: report.skipped.length,
              })}
            </Text>
          </Alert>
        )}
        {faults.length > 0 && (
          <Alert
            color="red"
            variant="light"
            title={look.isError ? problem(look.error).title : t('import.bad', { count: faults.length })}
          >
            <List size="sm" mah={220} style={{ overflow: 'auto' }}>
              {faults.map(([path, messages]) => (
                <List.Item key={path}>
                  <b>{path}</b> {messages.join(' ')}
                </List.Item>
              ))}
            </List>
          </Alert>
        )}
        {report && twins > 0 && (
          <Alert color="yellow" variant="light" role="status">
            <Radio.Group
              label={t('import.twins', { count: twins })}
              value={onElsewhere}
              onChange={setElsewhere}
            >
              <List size="sm" my="xs" mah={160} style={{ overflow: 'auto' }}>
                {report.elsewhere.map((twin) => (
                  <List.Item key={twin.path + twin.id}>
                    <b>{twin.name}</b>: {owner(twin.accountId)}
                    {!twin.enabled && ` (${t('import.off')})`}
                  </List.Item>
                ))}
              </List>
              <Group>
                <Radio value="leaveOut" label={t('import.leaveOut')} />
                <Radio value="take" label={t('import.takeToo')} />
              </Group>
            </Radio.Group>
          </Alert>
        )}
        <Group justify="flex-end">
          {report && good > 0 ? (
            <Button loading={take.isPending} onClick={() => take.mutate()}>
              {faults.length > 0 ? t('import.takeGood', { count: good }) : t('import.take', { count: good })}
            </Button>
          ) : (
            <Button
              disabled={file === null || account === null}
              loading={look.isPending}
              onClick={() => look.mutate()}
            >
              {t('import.look')}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}

/** The account that a backup says it is of. */
function accountIn(text: string): string | null {
  try {
    const { accountId } = JSON.parse(text) as { accountId?: unknown }
    return typeof accountId === 'string' ? accountId : null
  } catch {
    return null
  }
}
