import { Paper, Skeleton } from '@mantine/core'
import { IconClock, IconCoin, IconCrown, IconUsers, IconWifi, type Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'react-router'
import { useFormat } from '../words/useFormat'
import { nameOf } from './names'
import { useLength } from './useLength'
import { useSummary } from './useViewers'
import classes from './Viewers.module.css'

/** The audience in five numbers. */
export function SummaryCards({ account }: { account: string }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const length = useLength()
  const { search } = useLocation()
  const summary = useSummary(account).data
  const top = summary?.topSpender
  return (
    <dl className={classes.cards} aria-label={t('numbers')}>
      <Card
        icon={IconUsers}
        name={t('cards.viewers')}
        value={summary && format.whole(summary.totalViewers)}
      />
      <Card
        icon={IconCoin}
        name={t('cards.coins')}
        value={summary && format.whole(summary.totalRevenue)}
        hint={
          top && (
            <>
              {t('cards.top')}{' '}
              <Link to={{ pathname: `/viewers/${top.userId}`, search }} className={classes.quiet}>
                <bdi>{nameOf(top)}</bdi>
              </Link>
            </>
          )
        }
        accent
      />
      <Card
        icon={IconClock}
        name={t('cards.watch')}
        value={summary && length(summary.averageWatchtimeSeconds)}
      />
      <Card icon={IconCrown} name={t('cards.vips')} value={summary && format.whole(summary.vipCount)} />
      <Card
        icon={IconWifi}
        name={t('cards.active')}
        value={summary && format.whole(summary.activeViewers)}
        live={(summary?.activeViewers ?? 0) > 0}
      />
    </dl>
  )
}

function Card(props: {
  icon: Icon
  name: string
  value: string | undefined
  hint?: ReactNode
  accent?: boolean
  live?: boolean
}) {
  return (
    <Paper withBorder className={classes.card} data-accent={props.accent} data-live={props.live}>
      <dt>
        <span className={classes.cardIcon} aria-hidden>
          <props.icon size={20} />
        </span>
        {props.name}
      </dt>
      <dd className={classes.cardValue}>
        {props.value ?? <Skeleton h={22} w={70} mt={4} aria-hidden />}
        {props.hint && <small>{props.hint}</small>}
      </dd>
    </Paper>
  )
}
