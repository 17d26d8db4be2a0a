import { Badge, CloseButton, Group, Select } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link, useSearchParams } from 'react-router'
import { levels } from '../api/logs'
import { useAddressChange } from '../parts/useAddressChange'
import { SearchField } from '../viewers/SearchField'
import classes from './Logs.module.css'
import { filterOf, fromOf, valueOfPc } from './tail'

/** What other pages keep, for who looks for it here. */
const elsewhere = [
  ['gifts', '/sessions'],
  ['actions', '/live'],
  ['performance', '/health'],
] as const

const kinds = [
  ['system', ''],
  ['warnings', 'Warning'],
  ['errors', 'Error'],
] as const

/** Which lines are shown; all of it is in the address. */
export function TailFilters(props: { services: readonly string[]; machines: readonly string[] }) {
  const { t } = useTranslation('logs')
  const [search] = useSearchParams()
  const change = useAddressChange()
  const filter = filterOf(search)
  const from = fromOf(filter)
  const known = (names: readonly string[], chosen: string) =>
    chosen === '' || names.includes(chosen) ? names : [...names, chosen]
  const choices = [
    {
      group: t('services'),
      items: known(props.services, filter.service).map((name) => ({ value: name, label: name })),
    },
    {
      group: t('machines'),
      items: known(props.machines, filter.pc).map((name) => ({ value: valueOfPc(name), label: name })),
    },
  ].filter(({ items }) => items.length > 0)
  return (
    <>
      <nav className={classes.kinds} aria-label={t('kinds')}>
        {kinds.map(([kind, level]) => (
          <button
            key={kind}
            type="button"
            aria-pressed={filter.level === level}
            className={classes.kind}
            onClick={() => change({ level })}
          >
            {t(`kind.${kind}`)}
          </button>
        ))}
        {elsewhere.map(([kind, to]) => (
          <Link key={kind} to={to} className={classes.kind} title={t(`elsewhere.${kind}`)}>
            {t(`kind.${kind}`)} →
          </Link>
        ))}
      </nav>
      <div className={classes.filters}>
        <Select
          aria-label={t('from')}
          placeholder={t('everywhere')}
          data={choices}
          value={from === '' ? null : from}
          clearable
          searchable
          onChange={(value) => change({ from: value ?? '' })}
        />
        <Select
          aria-label={t('level')}
          placeholder={t('allLevels')}
          data={levels.map((level) => ({
            value: level,
            label: t('andGraver', { level: t(`levelName.${level}`) }),
          }))}
          value={filter.level === '' ? null : filter.level}
          clearable
          onChange={(value) => change({ level: value ?? '' })}
        />
        <SearchField
          label={t('source')}
          value={filter.source}
          ask={(source) => change({ source })}
          icon={<IconSearch size={16} aria-hidden />}
        />
        <SearchField
          label={t('text')}
          value={filter.text}
          ask={(text) => change({ text })}
          icon={<IconSearch size={16} aria-hidden />}
        />
      </div>
      {filter.trace !== '' && (
        <Group gap={6} mt="xs">
          <Badge variant="light" tt="none" className={classes.trace}>
            {t('ofTrace', { trace: filter.trace })}
          </Badge>
          <CloseButton aria-label={t('allTraces')} onClick={() => change({ trace: '' })} />
        </Group>
      )}
    </>
  )
}
