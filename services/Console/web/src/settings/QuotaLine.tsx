import { Group, Progress, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Quota } from '../api/settings'
import { useFormat } from '../words/useFormat'
import classes from './Settings.module.css'

/** A quota in a line: how much there is, how much was used, and when it starts anew. */
export function QuotaLine({ quota }: { quota: Quota }) {
  const { t } = useTranslation('settings')
  const format = useFormat()
  const { most, used } = quota
  const name = t(`quota.${quota.name}`, { defaultValue: quota.name })
  return (
    <div className={classes.line} data-quota={quota.name}>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{name}</Text>
        <Text size="sm">
          {most === null
            ? used === null
              ? t('limits.none')
              : t('limits.noneUsed', { used: format.whole(used) })
            : used === null
              ? t('limits.perMinute', { most: format.whole(most) })
              : t('limits.used', { used: format.whole(used), most: format.whole(most) })}
        </Text>
      </Group>
      {most !== null && used !== null && (
        <>
          <Progress
            mt={6}
            value={most === 0 ? 100 : (100 * used) / most}
            color={used >= most ? 'red' : 'teal'}
            aria-label={name}
          />
          {used >= most && quota.startsAnewAt !== null && (
            <Text size="sm" c="dimmed" mt={4}>
              {t('limits.over', { at: format.moment(quota.startsAnewAt) })}
            </Text>
          )}
        </>
      )}
    </div>
  )
}
