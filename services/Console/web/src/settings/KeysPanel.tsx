import { Badge, Button, Group, Loader, Modal, Stack, Switch, Text } from '@mantine/core'
import { IconKey, IconPlus } from '@tabler/icons-react'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SignedIn } from '../api/console'
import { readKeys, revokeKey, type ApiKey } from '../api/settings'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { Sure } from '../parts/Sure'
import { useNow } from '../parts/useNow'
import { Told } from '../team/Told'
import { useFormat } from '../words/useFormat'
import { settingsKeys } from './keys'
import { NewKeyDialog } from './NewKeyDialog'
import classes from './Settings.module.css'

/** Keys of programs: made with what they may do, shown once, revoked. */
export function KeysPanel({ member }: { member: SignedIn }) {
  const { t } = useTranslation('settings')
  const client = useQueryClient()
  const now = useNow(30_000)
  const keys = useQuery({ queryKey: settingsKeys.apiKeys, queryFn: readKeys, refetchInterval: 30_000 })
  const [making, setMaking] = useState(false)
  const [secret, setSecret] = useState<string | null>(null)
  const [revoked, revoke] = useState<ApiKey | null>(null)
  const [all, setAll] = useState(false)
  const reload = () => client.invalidateQueries({ queryKey: settingsKeys.apiKeys })
  const isOver = (key: ApiKey) =>
    key.revokedAt !== null || (key.expiresAt !== null && Date.parse(key.expiresAt) <= now)
  const shown = keys.data?.filter((key) => all || !isOver(key))
  const over = keys.data?.filter(isOver).length ?? 0
  return (
    <Panel
      title={t('part.keys')}
      aside={
        <Button mih={40} leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
          {t('keys.make')}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {t('keys.hint')}
      </Text>
      {keys.isError && <ProblemAlert error={keys.error} retry={() => void keys.refetch()} />}
      {keys.isPending && <Loader aria-label={t('loading')} />}
      {shown?.length === 0 && (
        <Empty icon={<IconKey />} title={t('keys.none')}>
          {t('keys.noneHint')}
        </Empty>
      )}
      <Stack gap={0}>
        {shown?.map((key) => (
          <Line key={key.id} apiKey={key} over={isOver(key)} revoke={() => revoke(key)} />
        ))}
      </Stack>
      {over > 0 && (
        <Switch
          mt="sm"
          label={t('keys.showOver', { count: over })}
          checked={all}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
      )}
      {making && (
        <NewKeyDialog
          role={member.role}
          close={() => setMaking(false)}
          made={(told) => {
            setMaking(false)
            setSecret(told)
            void reload()
          }}
        />
      )}
      <Modal
        opened={secret !== null}
        onClose={() => setSecret(null)}
        title={t('keys.made')}
        closeOnClickOutside={false}
      >
        <Stack>
          <Told text={secret ?? ''} hint={t('keys.madeHint')} />
          <Group justify="flex-end">
            <Button variant="default" mih={40} onClick={() => setSecret(null)}>
              {t('keys.kept')}
            </Button>
          </Group>
        </Stack>
      </Modal>
      {revoked && (
        <Sure
          title={t('keys.revoke')}
          text={t('keys.revokeSure', { name: revoked.name })}
          action={t('keys.revoke')}
          act={() => revokeKey(revoked.id).then(reload)}
          close={() => revoke(null)}
        />
      )}
    </Panel>
  )
}

function Line({ apiKey, over, revoke }: { apiKey: ApiKey; over: boolean; revoke: () => void }) {
  const { t } = useTranslation('settings')
  const { t: team } = useTranslation('team')
  const format = useFormat()
  return (
    <Group
      justify="space-between"
      className={`${classes.line} ${over ? classes.over : ''}`}
      data-key={apiKey.name}
    >
      <div className={classes.grow}>
        <Group gap="xs">
          <Text fw={600} component="bdi" className="breakable">
            {apiKey.name}
          </Text>
          <Badge variant="light">{team(`role.${apiKey.role}`)}</Badge>
          {apiKey.revokedAt !== null && (
            <Badge variant="light" color="gray">
              {t('keys.revoked', { by: apiKey.revokedBy ?? '' })}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('keys.line', {
            begins: apiKey.begins,
            by: apiKey.madeBy,
            made: format.date(apiKey.madeAt),
            used: apiKey.lastUsedAt === null ? t('keys.never') : format.ago(apiKey.lastUsedAt),
            ends: apiKey.expiresAt === null ? t('keys.noEnd') : format.moment(apiKey.expiresAt),
          })}
        </Text>
        <Text size="sm" className="breakable">
          {apiKey.scopes.join(', ')}
        </Text>
      </div>
      {!over && (
        <Button
          variant="default"
          mih={40}
          aria-label={t('keys.revokeOf', { name: apiKey.name })}
          onClick={revoke}
        >
          {t('keys.revoke')}
        </Button>
      )}
    </Group>
  )
}
