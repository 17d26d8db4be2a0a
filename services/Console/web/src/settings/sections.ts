import type { Role } from '../api/console'

export interface Section {
  name: SectionName
  /** Who may open it; everybody where it is left out. */
  roles?: readonly Role[]
}

export const sectionNames = [
  'general',
  'limits',
  'tiktok',
  'boards',
  'features',
  'keys',
  'permissions',
  'about',
] as const

export type SectionName = (typeof sectionNames)[number]

/** Of the settings, in their order. */
export const sections: readonly Section[] = sectionNames.map((name) =>
  name === 'keys' ? { name, roles: ['Admin'] } : { name },
)

/** The section of an address; null for one that is not there, or not for the role. */
export const sectionOf = (part: string | undefined, role: Role): SectionName | null =>
  part === undefined
    ? 'general'
    : (sections.find((one) => one.name === part && (one.roles?.includes(role) ?? true))?.name ?? null)
