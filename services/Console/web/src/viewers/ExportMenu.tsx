import { Button, Menu } from '@mantine/core'
import {
  IconChevronDown,
  IconDownload,
  IconFileSpreadsheet,
  IconFileTypeCsv,
  IconJson,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { exportLink } from '../api/viewers'
import { whereOf, type ListQuery } from './query'
import { useDownload } from '../parts/useDownload'

const formats = [
  ['csv', 'CSV', IconFileTypeCsv],
  ['xlsx', 'Excel', IconFileSpreadsheet],
  ['json', 'JSON', IconJson],
] as const

/** The list as a file. Plain links: the browser writes it while the server sends it, however long it is. */
export function ExportMenu({ query }: { query: ListQuery }) {
  const { t } = useTranslation('viewers')
  const download = useDownload()
  const words = { accountId: query.account, ...whereOf(query) }
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          variant="default"
          leftSection={<IconDownload size={16} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
        >
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('exportHint')}</Menu.Label>
        {formats.map(([format, name, Sign]) => (
          <Menu.Item
            key={format}
            onClick={() => void download(exportLink(format, words))}
            leftSection={<Sign size={16} aria-hidden />}
          >
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
