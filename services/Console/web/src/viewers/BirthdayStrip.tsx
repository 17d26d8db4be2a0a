import { Button, Paper, Text } from '@mantine/core'
import { IconCake } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import type { Birthday } from '../api/viewers'
import { Face } from './Face'
import { nameOf } from './names'
import { birthdayDays, useBirthdays } from './useViewers'
import classes from './Viewers.module.css'

/** So many are shown until more are asked for. */
const few = 6

/** Whose birthday it is today and in the next days. */
export function BirthdayStrip({ account }: { account: string }) {
  const { t } = useTranslation('viewers')
  const [all, setAll] = useState(false)
  const birthdays = useBirthdays(account).data
  if (birthdays === undefined) return null
  return (
    <Paper withBorder component="section" aria-label={t('birthdays.title')} className={classes.birthdays}>
      <span className={classes.birthdaysTitle}>
        <IconCake size={18} aria-hidden />
        <Text component="h2" size="sm" fw={650}>
          {t('birthdays.title')}
        </Text>
      </span>
      {birthdays.length === 0 && (
        <Text size="sm" c="dimmed">
          {t('birthdays.none', { count: birthdayDays })}
        </Text>
      )}
      <ul className={classes.chips}>
        {birthdays.slice(0, all ? undefined : few).map((birthday) => (
          <Chip key={birthday.viewer.userId} birthday={birthday} />
        ))}
        {!all && birthdays.length > few && (
          <li>
            <Button size="xs" variant="subtle" onClick={() => setAll(true)}>
              {t('birthdays.more', { count: birthdays.length - few })}
            </Button>
          </li>
        )}
      </ul>
    </Paper>
  )
}

function Chip({ birthday: { on, daysUntil, ageReached, viewer } }: { birthday: Birthday }) {
  const { t, i18n } = useTranslation('viewers')
  const { search } = useLocation()
  // A day of the calendar, in no zone: read and written as if all of it were in UTC.
  const day = new Intl.DateTimeFormat(i18n.language, {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    timeZone: 'UTC',
  })
  return (
    <li>
      <Link
        to={{ pathname: `/viewers/${viewer.userId}`, search }}
        className={classes.chip}
        data-today={daysUntil === 0}
      >
        <Face viewer={viewer} size={24} />
        <b className={classes.chipName}>
          <bdi>{nameOf(viewer)}</bdi>
        </b>
        <span>
          {daysUntil === 0 ? t('birthdays.today') : day.format(new Date(`${on}T00:00:00Z`))} ·{' '}
          {t('birthdays.age', { age: ageReached })}
        </span>
      </Link>
    </li>
  )
}
