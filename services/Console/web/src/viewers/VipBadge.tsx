import { Tooltip } from '@mantine/core'
import { IconCrown } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { readTiers, type ViewerProfile } from '../api/viewers'
import { badgeOf } from './colours'
import classes from './Viewers.module.css'

export const useTiers = () =>
  useQuery({ queryKey: ['viewer-tiers'], queryFn: readTiers, staleTime: 60_000 }).data ?? []

/** The tier in its own colour. */
export function VipBadge({
  viewer,
}: {
  viewer: Pick<ViewerProfile, 'vipTier' | 'vipTierName' | 'vipByHand'>
}) {
  const { t } = useTranslation('viewers')
  const tiers = useTiers()
  if (viewer.vipTier === 0) return null
  const tier = tiers.find((one) => one.tier === viewer.vipTier)
  const { background, text } = badgeOf(tier?.badgeColor)
  const name = viewer.vipTierName ?? tier?.name ?? t('tier', { tier: viewer.vipTier })
  const badge = (
    <span className={classes.vip} style={{ background, color: text }} title={name}>
      <IconCrown size={13} aria-hidden />
      <bdi>{name}</bdi>
      {viewer.vipByHand && <span aria-hidden>✓</span>}
    </span>
  )
  return viewer.vipByHand ? <Tooltip label={t('vip.byHandHint')}>{badge}</Tooltip> : badge
}
