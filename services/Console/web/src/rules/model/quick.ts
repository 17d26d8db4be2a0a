import type { Part, RuleDocument } from '../../api/rules'

export const quickKinds = ['gift', 'keyword', 'likes'] as const
export type QuickKind = (typeof quickKinds)[number]

/** What a quick form asks. */
export interface Quick {
  kind: QuickKind
  gift: string
  /** TikTok's id of the gift, where it was chosen and not written. */
  giftId: string | undefined
  keywords: string[]
  match: string
  threshold: number
  when: string
  device: string
  action: string
  values: number[]
  durationMs: number
  cooldownMs: number
}

export const newQuick = (kind: QuickKind): Quick => ({
  kind,
  gift: '',
  giftId: undefined,
  keywords: [],
  match: 'Contains',
  threshold: 1_000,
  when: 'MultipleOf',
  device: '',
  action: '',
  values: [],
  durationMs: 1_000,
  cooldownMs: 0,
})

/** What is not filled in yet. */
export const lacks = (quick: Quick): (keyof Quick)[] => [
  ...(quick.kind === 'gift' && quick.gift.trim() === '' ? ['gift' as const] : []),
  ...(quick.kind === 'keyword' && quick.keywords.length === 0 ? ['keywords' as const] : []),
  ...(quick.device.trim() === '' ? ['device' as const] : []),
  ...(quick.action.trim() === '' ? ['action' as const] : []),
]

export function quickRule(quick: Quick): RuleDocument {
  const still = quick.action === 'STOP' || quick.action === 'OFF'
  return {
    name: `${subject(quick)} → ${quick.device} ${quick.action}`.slice(0, 100),
    enabled: true,
    trigger: trigger(quick),
    conditions: [],
    policy: quick.cooldownMs > 0 ? { cooldownMs: quick.cooldownMs } : {},
    action: {
      type: 'device',
      deviceId: quick.device,
      action: quick.action,
      ...(!still && { durationMs: quick.durationMs }),
      ...(quick.values.length > 0 && { params: quick.values }),
    },
  }
}

const subject = (quick: Quick) =>
  quick.kind === 'gift'
    ? quick.gift.trim()
    : quick.kind === 'keyword'
      ? quick.keywords.join(', ')
      : `${quick.threshold} likes`

function trigger(quick: Quick): Part {
  if (quick.kind === 'keyword') return { type: 'comment', keywords: quick.keywords, match: quick.match }
  if (quick.kind === 'likes') return { type: 'likes', threshold: quick.threshold, when: quick.when }
  return {
    type: 'gift',
    giftNames: [quick.gift.trim()],
    // An id that JavaScript's numbers keep exactly; a longer one is left to the name.
    ...(quick.giftId !== undefined &&
      Number.isSafeInteger(Number(quick.giftId)) && { giftIds: [Number(quick.giftId)] }),
    minUnitCoins: 1,
  }
}
