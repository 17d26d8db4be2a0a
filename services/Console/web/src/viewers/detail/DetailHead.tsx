import { ActionIcon, Group, Menu, Paper, Select, Text, Title, Tooltip } from '@mantine/core'
import {
  IconArrowMerge,
  IconBan,
  IconDots,
  IconFileZip,
  IconShieldCheck,
  IconStar,
  IconStarFilled,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { changeViewer, personLink, setVip, type WholeProfile } from '../../api/viewers'
import { useWatchedAccounts } from '../../live/useBooks'
import { useFormat } from '../../words/useFormat'
import { Face } from '../Face'
import { nameOf } from '../names'
import { useTiers, VipBadge } from '../VipBadge'
import classes from './Detail.module.css'
import { EraseDialog } from './EraseDialog'
import { MergeDialog } from './MergeDialog'
import { useChange } from './useViewer'
import { useDownload } from '../../parts/useDownload'

interface HeadProps {
  viewer: WholeProfile
  account: string
  manager: boolean
}

/** Who it is, what they are to the team, and what can be done with them. */
export function DetailHead({ viewer, account, manager }: HeadProps) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const accounts = useWatchedAccounts().data
  const handle = accounts?.find(({ id }) => id === account)?.handle
  return (
    <Paper withBorder className={classes.head}>
      <Face viewer={viewer} size={64} />
      <div className={classes.who}>
        <Title order={1} size="h3" className={classes.name}>
          <bdi>{nameOf(viewer)}</bdi>
        </Title>
        <Text size="sm" c="dimmed" className="breakable">
          {viewer.username && (
            <>
              @<bdi>{viewer.username}</bdi> ·{' '}
            </>
          )}
          <span title={t('idHint')}>{viewer.userId}</span>
        </Text>
        <Group gap={8} mt={6}>
          <VipBadge viewer={viewer} />
          <Text size="xs" c="dimmed">
            {t('lastSeen')}{' '}
            <time dateTime={viewer.lastSeenAt} title={format.moment(viewer.lastSeenAt)}>
              {format.ago(viewer.lastSeenAt)}
            </time>{' '}
            · {t('firstSeen', { date: format.date(viewer.firstSeenAt) })}
          </Text>
        </Group>
        {account !== '' && (
          <Text size="xs" mt={4}>
            {handle === undefined ? t('oneAccount') : t('onlyAccount', { handle })}
          </Text>
        )}
      </div>
      {manager && <Doings viewer={viewer} account={account} />}
    </Paper>
  )
}

function Doings({ viewer, account }: Omit<HeadProps, 'manager'>) {
  const { t } = useTranslation('viewers')
  const download = useDownload()
  const [dialog, setDialog] = useState<'merge' | 'erase' | null>(null)
  const tiers = useTiers()
  const vip = useChange((tier: number) => setVip(viewer.userId, account, tier))
  return (
    <div className={classes.doings}>
      <Group gap={6} wrap="nowrap">
        <Flag viewer={viewer} account={account} field="isFavorite" />
        <Flag viewer={viewer} account={account} field="isModerator" />
        <Flag viewer={viewer} account={account} field="isBlocked" />
        <Menu position="bottom-end" width={260}>
          <Menu.Target>
            <ActionIcon variant="default" size={40} aria-label={t('more')}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item
              leftSection={<IconArrowMerge size={16} aria-hidden />}
              onClick={() => setDialog('merge')}
            >
              {t('merge.open')}
            </Menu.Item>
            <Menu.Item
              leftSection={<IconFileZip size={16} aria-hidden />}
              onClick={() => void download(personLink(viewer.userId))}
            >
              {t('personFile')}
            </Menu.Item>
            <Menu.Divider />
            <Menu.Item
              color="red"
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setDialog('erase')}
            >
              {t('erase.open')}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Group>
      <Select
        size="sm"
        w="100%"
        aria-label={t('vip.set')}
        allowDeselect={false}
        disabled={vip.isPending}
        value={String(viewer.vipTier)}
        onChange={(tier) => tier !== null && Number(tier) !== viewer.vipTier && vip.mutate(Number(tier))}
        data={[
          { value: '0', label: t('vip.none') },
          ...tiers.map(({ tier, name }) => ({ value: String(tier), label: t('vip.tier', { name }) })),
        ]}
      />
      {dialog === 'merge' && <MergeDialog viewer={viewer} account={account} close={() => setDialog(null)} />}
      {dialog === 'erase' && <EraseDialog viewer={viewer} close={() => setDialog(null)} />}
    </div>
  )
}

const flags = {
  isFavorite: { on: IconStarFilled, off: IconStar, color: 'var(--gold)', name: 'favorite' },
  isModerator: { on: IconShieldCheck, off: IconShieldCheck, color: 'var(--good)', name: 'moderator' },
  isBlocked: { on: IconBan, off: IconBan, color: 'var(--mantine-color-error)', name: 'blocked' },
} as const

function Flag(props: Omit<HeadProps, 'manager'> & { field: keyof typeof flags }) {
  const { viewer, account, field } = props
  const { t } = useTranslation('viewers')
  const { on: On, off: Off, color, name } = flags[field]
  const set = viewer[field]
  const change = useChange((next: boolean) => changeViewer(viewer.userId, account, { [field]: next }))
  return (
    <Tooltip label={set ? t(`flags.off.${name}`) : t(`flags.on.${name}`)}>
      <ActionIcon
        variant="default"
        size={40}
        aria-label={t(`flags.names.${name}`)}
        aria-pressed={set}
        loading={change.isPending}
        style={set ? { color, borderColor: 'currentColor' } : undefined}
        onClick={() => change.mutate(!set)}
      >
        {set ? <On size={18} /> : <Off size={18} />}
      </ActionIcon>
    </Tooltip>
  )
}
