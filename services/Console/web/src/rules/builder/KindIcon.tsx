import {
  IconArrowsSplit2,
  IconBell,
  IconBolt,
  IconClock,
  IconCpu,
  IconDice3,
  IconFilter,
  IconGift,
  IconHandStop,
  IconHeart,
  IconLink,
  IconListNumbers,
  IconMessage,
  IconMusic,
  IconPlayerSkipForward,
  IconQuestionMark,
  IconRepeat,
  IconRoute,
  IconStar,
  IconUserPlus,
  IconVariable,
  IconWorld,
  type Icon,
} from '@tabler/icons-react'
import type { Family } from '../model/catalogue'

const icons: Record<string, Icon> = {
  gift: IconGift,
  firstGift: IconGift,
  giftSend: IconGift,
  comment: IconMessage,
  command: IconMessage,
  message: IconMessage,
  likes: IconHeart,
  likeRate: IconHeart,
  follow: IconUserPlus,
  join: IconUserPlus,
  timer: IconClock,
  delay: IconClock,
  time: IconClock,
  device: IconCpu,
  parallel: IconArrowsSplit2,
  sequence: IconListNumbers,
  repeat: IconRepeat,
  if: IconRoute,
  random: IconDice3,
  chance: IconDice3,
  sound: IconMusic,
  setVariable: IconVariable,
  variable: IconVariable,
  chain: IconPlayerSkipForward,
  stop: IconHandStop,
  webhook: IconWorld,
  share: IconLink,
  points: IconStar,
}

/** A picture for the kinds that are known here; a new kind has that of its family. */
export function KindIcon({ type, family }: { type: string | undefined; family: Family }) {
  const Found = icons[type ?? ''] ?? byFamily[type === undefined ? 'none' : family]
  return <Found size={18} aria-hidden />
}

const byFamily = { trigger: IconBolt, condition: IconFilter, action: IconBell, none: IconQuestionMark }
