import { Button, Group, Menu, Paper, Text } from '@mantine/core'
import {
  IconBan,
  IconChevronUp,
  IconCircleCheck,
  IconStar,
  IconStarOff,
  IconTag,
  IconTagOff,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { BulkAction } from '../api/viewers'
import { useFormat } from '../words/useFormat'
import { BulkDialog } from './BulkDialog'
import { targetOf } from './bulk'
import type { ListQuery } from './query'
import classes from './Viewers.module.css'
import type { Picking } from './ViewerTable'

const signs = {
  tag: IconTag,
  untag: IconTagOff,
  favorite: IconStar,
  unfavorite: IconStarOff,
  block: IconBan,
  unblock: IconCircleCheck,
  delete: IconTrash,
} as const satisfies Record<BulkAction, unknown>

const more = ['untag', 'unfavorite', 'unblock', 'delete'] as const

/** What can be done with the picked viewers, or with all of the list. */
export function BulkBar(
  props: Picking & {
    query: ListQuery
    /** Size of the list; undefined where only a lower bound is known. */
    total: number | undefined
    /** The list has to be shown anew. */
    done: () => void
  },
) {
  const { query, total, picked, pick, done } = props
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const [whole, setWhole] = useState(false)
  const [action, setAction] = useState<BulkAction | null>(null)
  if (picked.size === 0) return null
  const count = whole && total !== undefined ? total : picked.size
  const none = () => {
    setWhole(false)
    pick(new Set())
  }
  const direct = (which: BulkAction) => {
    const Sign = signs[which]
    return (
      <Button
        key={which}
        variant="default"
        leftSection={<Sign size={16} aria-hidden />}
        onClick={() => setAction(which)}
      >
        {t(`bulk.${which}`)}
      </Button>
    )
  }
  return (
    <Paper withBorder shadow="md" className={classes.bulk} role="region" aria-label={t('bulk.title')}>
      <Group gap="xs">
        <Text size="sm" fw={650} role="status">
          {whole
            ? t('bulk.whole', { count, number: format.whole(count) })
            : t('bulk.picked', { count, number: format.whole(count) })}
        </Text>
        {!whole && total !== undefined && total > picked.size && (
          <Button size="compact-sm" variant="subtle" onClick={() => setWhole(true)}>
            {t('bulk.takeAll', { number: format.whole(total) })}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" color="gray" onClick={none}>
          {t('bulk.none')}
        </Button>
      </Group>
      <Group gap="xs">
        {(['tag', 'favorite', 'block'] as const).map(direct)}
        <Menu position="top-end">
          <Menu.Target>
            <Button variant="default" rightSection={<IconChevronUp size={14} aria-hidden />}>
              {t('bulk.more')}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {more.map((which) => {
              const Sign = signs[which]
              return (
                <Menu.Item
                  key={which}
                  color={which === 'delete' ? 'red' : undefined}
                  leftSection={<Sign size={16} aria-hidden />}
                  onClick={() => setAction(which)}
                >
                  {t(`bulk.${which}`)}
                </Menu.Item>
              )
            })}
          </Menu.Dropdown>
        </Menu>
      </Group>
      {action && (
        <BulkDialog
          action={action}
          target={targetOf(query, whole, picked)}
          account={query.account}
          close={() => setAction(null)}
          done={() => {
            none()
            done()
          }}
        />
      )}
    </Paper>
  )
}
