import {
  Button,
  Group,
  Loader,
  Menu,
  Paper,
  Select,
  Stack,
  Tabs,
  Text,
  TextInput,
  Title,
} from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import {
  IconBolt,
  IconDownload,
  IconPlayerPlay,
  IconSearch,
  IconTemplate,
  IconUpload,
  IconVectorBezier2,
} from '@tabler/icons-react'
import { Suspense, lazy, useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate, useSearchParams } from 'react-router'
import { isManager, type SignedIn } from '../api/console'
import { exportAddress } from '../api/rules'
import { useWatchedAccounts } from '../live/useBooks'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useDownload } from '../parts/useDownload'
import { ExecutionsPanel } from './ExecutionsPanel'
import { chosen, listNames, type ListName } from './model/lists'
import type { Asked } from './RuleDialogs'
import { RuleTable } from './RuleTable'
import classes from './Rules.module.css'
import { useActivity, useRules } from './useRules'

// Asked for by a click: the list is there before them.
const QuickForm = lazy(() => import('./QuickForm').then(({ QuickForm }) => ({ default: QuickForm })))
const TemplatesDialog = lazy(() =>
  import('./TemplatesDialog').then(({ TemplatesDialog }) => ({ default: TemplatesDialog })),
)
const ImportDialog = lazy(() =>
  import('./ImportDialog').then(({ ImportDialog }) => ({ default: ImportDialog })),
)
const SimulateDialog = lazy(() =>
  import('./SimulateDialog').then(({ SimulateDialog }) => ({ default: SimulateDialog })),
)
const RuleDialogs = lazy(() => import('./RuleDialogs').then(({ RuleDialogs }) => ({ default: RuleDialogs })))

type Opened = 'quick' | 'templates' | 'import' | 'simulate' | null

/** What gifts, keywords, likes and everything else do. Account, list and search are in the address. */
export default function RulesPage({ member }: { member: SignedIn }) {
  const { t } = useTranslation('rules')
  const download = useDownload()
  const [address, setAddress] = useSearchParams()
  const [opened, setOpened] = useState<Opened>(null)
  const [asked, ask] = useState<Asked | null>(null)
  const accounts = useWatchedAccounts().data ?? []
  const account = address.get('account') ?? undefined
  // Of one account there is nothing to choose.
  const simulated = account ?? (accounts.length === 1 ? accounts[0]?.id : undefined)
  const list = listNames.find((name) => name === address.get('list')) ?? 'all'
  const find = address.get('find') ?? ''
  const rules = useRules(account)
  const activity = useActivity(account).data
  const navigate = useNavigate()
  const manager = isManager(member)
  const phone = useMediaQuery('(width <= 700px)', window.innerWidth <= 700, {
    getInitialValueInEffect: false,
  })
  const all = rules.data ?? []
  const shown = chosen(all, list, find)
  const set = (name: string, value: string | null) =>
    setAddress(
      (known) => {
        const next = new URLSearchParams(known)
        if (value === null || value === '' || value === 'all') next.delete(name)
        else next.set(name, value)
        return next
      },
      { replace: true },
    )
  const close = () => setOpened(null)
  const build = () => void navigate(`/rules/new${account === undefined ? '' : `?account=${account}`}`)
  const rarer: Deed[] = [
    {
      label: t('simulate.open'),
      icon: <IconPlayerPlay size={18} aria-hidden />,
      act: () => setOpened('simulate'),
      disabled: simulated === undefined,
      describedBy: simulated === undefined ? 'simulate-needs' : undefined,
    },
    ...(manager
      ? [
          {
            label: t('templates.open'),
            icon: <IconTemplate size={18} aria-hidden />,
            act: () => setOpened('templates'),
          },
          { label: t('build'), icon: <IconVectorBezier2 size={18} aria-hidden />, act: build },
        ]
      : []),
  ]
  return (
    <Stack gap="md">
      <Group justify="space-between" gap="sm">
        <Title order={1} size="h3">
          {t('title')}
        </Title>
        <Group gap="xs">
          {!phone && rarer.map((deed) => <Rarer key={deed.label} {...deed} />)}
          <Menu position="bottom-end">
            <Menu.Target>
              <Button variant="default">{t('more')}</Button>
            </Menu.Target>
            <Menu.Dropdown>
              {phone &&
                rarer.map(({ label, icon, act, disabled }) => (
                  <Menu.Item key={label} leftSection={icon} disabled={disabled} onClick={act}>
                    {label}
                  </Menu.Item>
                ))}
              {manager && (
                <Menu.Item
                  leftSection={<IconUpload size={16} aria-hidden />}
                  onClick={() => setOpened('import')}
                >
                  {t('import.open')}
                </Menu.Item>
              )}
              <Menu.Label>{t('export.title')}</Menu.Label>
              {(['share', 'backup', 'original'] as const).map((kind) => (
                <Menu.Item
                  key={kind}
                  leftSection={<IconDownload size={16} aria-hidden />}
                  onClick={() => {
                    const address = exportAddress({
                      accountId: account,
                      ...(kind === 'backup' && { includePrivate: true }),
                      ...(kind === 'original' && { form: 'original' }),
                    })
                    void download(address, `rules-${kind}.json`)
                  }}
                >
                  {t(`export.${kind}`)}
                </Menu.Item>
              ))}
            </Menu.Dropdown>
          </Menu>
          {manager && (
            <Button leftSection={<IconBolt size={18} aria-hidden />} onClick={() => setOpened('quick')}>
              {t('quick.open')}
            </Button>
          )}
        </Group>
      </Group>
      <Group gap="sm">
        <Select
          w={240}
          flex="0 1 240px"
          aria-label={t('account')}
          placeholder={t('allAccounts')}
          clearable
          searchable
          data={accounts.map(({ id, handle }) => ({ value: id, label: `@${handle}` }))}
          value={account ?? null}
          onChange={(id) => set('account', id)}
        />
        {simulated === undefined && (
          <Text id="simulate-needs" size="sm" c="dimmed">
            {t('chooseAccount')}
          </Text>
        )}
        <TextInput
          type="search"
          flex="1 1 200px"
          maw={340}
          aria-label={t('find')}
          placeholder={t('find')}
          leftSection={<IconSearch size={16} aria-hidden />}
          value={find}
          onChange={(event) => set('find', event.currentTarget.value)}
        />
      </Group>
      <Tabs value={list} onChange={(name) => set('list', name)} keepMounted={false}>
        <Tabs.List className={classes.tabs}>
          {listNames.map((name) => (
            <Tabs.Tab key={name} value={name}>
              {t(`lists.${name}`)} <span className={classes.count}>{chosen(all, name, '').length}</span>
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value={list} pt="md">
          {rules.isError && <ProblemAlert error={rules.error} retry={() => void rules.refetch()} />}
          {rules.isPending && <Loader aria-label={t('loading')} />}
          {rules.isSuccess && shown.length === 0 && (
            <Nothing list={list} searched={find !== ''} manager={manager} open={setOpened} />
          )}
          {shown.length > 0 && (
            <RuleTable
              rules={shown}
              all={all}
              accounts={accounts}
              account={account}
              activity={activity}
              member={member}
              ask={ask}
            />
          )}
        </Tabs.Panel>
      </Tabs>
      <ExecutionsPanel account={account} member={member} />
      <Suspense>
        {opened === 'quick' && <QuickForm account={account} accounts={accounts} list={list} close={close} />}
        {opened === 'templates' && <TemplatesDialog account={account} accounts={accounts} close={close} />}
        {opened === 'import' && <ImportDialog account={account} accounts={accounts} close={close} />}
        {opened === 'simulate' && simulated !== undefined && (
          <SimulateDialog form={{ accountId: simulated }} account={simulated} close={close} />
        )}
        {asked && <RuleDialogs asked={asked} account={account} accounts={accounts} close={() => ask(null)} />}
      </Suspense>
    </Stack>
  )
}

interface Deed {
  label: string
  icon: ReactNode
  act: () => void
  disabled?: boolean
  describedBy?: string | undefined
}

/** What is not done every day: a button where there is room, else an entry of the menu. */
function Rarer({ label, icon, act, disabled, describedBy }: Deed) {
  return (
    <Button
      variant="default"
      leftSection={icon}
      disabled={disabled ?? false}
      aria-describedby={describedBy}
      onClick={act}
    >
      {label}
    </Button>
  )
}

function Nothing(props: {
  list: ListName
  searched: boolean
  manager: boolean
  open: (what: Opened) => void
}) {
  const { t } = useTranslation('rules')
  return (
    <Paper withBorder>
      <Empty icon={<IconBolt />} title={t(props.searched ? 'nothing.found' : 'nothing.title')}>
        {t(props.searched ? 'nothing.foundText' : `nothing.${props.list}`)}
        {props.manager && !props.searched && (
          <Group justify="center" mt="sm">
            <Button onClick={() => props.open('quick')}>{t('quick.open')}</Button>
            <Button variant="default" onClick={() => props.open('templates')}>
              {t('templates.open')}
            </Button>
          </Group>
        )}
      </Empty>
    </Paper>
  )
}
