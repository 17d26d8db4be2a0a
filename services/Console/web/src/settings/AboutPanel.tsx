import { Anchor, List, Loader, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { readHealth } from '../api/health'
import { readAbout, readWebPackages, type ShippedPackage } from '../api/settings'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { settingsKeys } from './keys'
import classes from './Settings.module.css'

/** What runs here, in which versions, and what it is made of. */
export function AboutPanel() {
  const { t } = useTranslation('settings')
  const about = useQuery({ queryKey: settingsKeys.about, queryFn: readAbout, staleTime: Infinity })
  const web = useQuery({ queryKey: settingsKeys.webPackages, queryFn: readWebPackages, staleTime: Infinity })
  return (
    <Stack>
      <Panel title={t('about.title')}>
        {about.isError && <ProblemAlert error={about.error} retry={() => void about.refetch()} />}
        {about.isPending && <Loader aria-label={t('loading')} />}
        {about.data && (
          <Text className="breakable">
            {about.data.product} {about.data.version} · {t('about.licence', { licence: about.data.licence })}
          </Text>
        )}
        <List mt="sm" size="sm">
          <List.Item>
            <Anchor href="/api-docs" target="_blank" rel="noreferrer">
              {t('about.api')}
            </Anchor>
          </List.Item>
          <List.Item>
            <Anchor component={Link} to="/guides/console">
              {t('about.documents')}
            </Anchor>
          </List.Item>
        </List>
      </Panel>
      <Versions />
      <Panel title={t('about.packages')}>
        <Text size="sm" c="dimmed" mb="xs">
          {t('about.packagesHint')}
        </Text>
        {web.isError && <ProblemAlert error={web.error} retry={() => void web.refetch()} />}
        <Packages title={t('about.web')} packages={web.data ?? []} />
        <Packages title={t('about.services')} packages={about.data?.packages ?? []} />
      </Panel>
    </Stack>
  )
}

function Versions() {
  const { t } = useTranslation('settings')
  const health = useQuery({ queryKey: settingsKeys.health, queryFn: readHealth, refetchInterval: 15_000 })
  return (
    <Panel title={t('about.versions')}>
      {health.isError && <ProblemAlert error={health.error} retry={() => void health.refetch()} />}
      {health.data && (
        <Table aria-label={t('about.versions')} maw={420}>
          <Table.Tbody>
            {health.data.services.map(({ service, version }) => (
              <Table.Tr key={service}>
                <Table.Th scope="row" fw={500}>
                  {service}
                </Table.Th>
                <Table.Td className="breakable">{version ?? t('about.unknown')}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Panel>
  )
}

function Packages({ title, packages }: { title: string; packages: readonly ShippedPackage[] }) {
  const { t } = useTranslation('settings')
  if (packages.length === 0) return null
  return (
    <details>
      <summary>{t('about.count', { title, count: packages.length })}</summary>
      <ul className={classes.packages}>
        {packages.map(({ name, version, licence }) => (
          <li key={name}>
            {name} {version} <span className="dim">{licence || t('about.noLicence')}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
