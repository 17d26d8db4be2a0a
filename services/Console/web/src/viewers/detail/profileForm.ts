import type { ViewerProfile } from '../../api/viewers'

/** What a member may write of a viewer; totals, names and pictures are not theirs to change. */
export interface ProfileForm {
  bio: string
  gender: string
  country: string
  language: string
  birthday: string
  ttsVoice: string
  discordUsername: string
  notes: string
  followerCount: string
  followingCount: string
  loyaltyPoints: string
  verified: boolean
  tags: string[]
}

export const longestNotes = 5_000

const texts = [
  'bio',
  'gender',
  'country',
  'language',
  'birthday',
  'ttsVoice',
  'discordUsername',
  'notes',
] as const
const counts = ['followerCount', 'followingCount'] as const

export function formOf(viewer: ViewerProfile): ProfileForm {
  const text = (value: string | number | null | undefined) => String(value ?? '')
  return {
    bio: text(viewer.bio),
    gender: text(viewer.gender),
    country: text(viewer.country),
    language: text(viewer.language),
    birthday: text(viewer.birthday),
    ttsVoice: text(viewer.ttsVoice),
    discordUsername: text(viewer.discordUsername),
    notes: text(viewer.notes),
    followerCount: text(viewer.followerCount),
    followingCount: text(viewer.followingCount),
    loyaltyPoints: text(viewer.loyaltyPoints),
    verified: viewer.verified ?? false,
    tags: viewer.tags,
  }
}

/** What differs from the profile, as the server takes it: null takes a value away. Faults are the server's to find. */
export function changesOf(viewer: ViewerProfile, form: ProfileForm): Record<string, unknown> {
  const was = formOf(viewer)
  const changes: Record<string, unknown> = {}
  for (const field of texts)
    if (form[field] !== was[field]) changes[field] = form[field].trim() === '' ? null : form[field]
  for (const field of counts) if (form[field] !== was[field]) changes[field] = numberOf(form[field])
  if (form.loyaltyPoints !== was.loyaltyPoints) changes.loyaltyPoints = numberOf(form.loyaltyPoints)
  if (form.verified !== was.verified) changes.verified = form.verified
  if (form.tags.length !== was.tags.length || form.tags.some((tag, n) => tag !== was.tags[n]))
    changes.tags = form.tags
  return changes
}

/** What is no number stays a text, so that the server says what is wrong with it. */
function numberOf(text: string): number | string | null {
  const trimmed = text.trim()
  if (trimmed === '') return null
  return /^-?\d{1,15}$/.test(trimmed) ? Number(trimmed) : trimmed
}

/** Characters as the server counts them: a sign outside of the basic plane is one. */
export const charactersOf = (text: string) => [...text].length
