import type { ConnectionSetting, ConnectionSettingsView, OwnConnectionSettings } from '../api/settings'

/** In the order of the form. */
export const connectionSettings: readonly ConnectionSetting[] = [
  'connectTimeoutSeconds',
  'stallSeconds',
  'firstPauseSeconds',
  'longestPauseSeconds',
  'probeSeconds',
]

/** What is in the form; an empty field is as the installation has it. */
export type Typed = Record<ConnectionSetting, number | string>

export const typedOf = (own: OwnConnectionSettings): Typed =>
  Object.fromEntries(connectionSettings.map((name) => [name, own[name] ?? ''])) as Typed

export const ownOf = (typed: Typed): OwnConnectionSettings =>
  Object.fromEntries(
    connectionSettings.map((name) => [name, typed[name] === '' ? null : Number(typed[name])]),
  ) as OwnConnectionSettings

export type Fault = 'range' | 'order'

/** What is wrong with the form, by field. */
export function faultsOf(
  typed: Typed,
  { ranges, defaults }: Pick<ConnectionSettingsView, 'ranges' | 'defaults'>,
): Partial<Record<ConnectionSetting, Fault>> {
  const faults: Partial<Record<ConnectionSetting, Fault>> = {}
  const own = ownOf(typed)
  for (const name of connectionSettings) {
    const value = own[name]
    if (value !== null && !(value >= ranges[name].least && value <= ranges[name].most)) faults[name] = 'range'
  }
  const first = own.firstPauseSeconds ?? defaults.firstPauseSeconds
  const longest = own.longestPauseSeconds ?? defaults.longestPauseSeconds
  if (Object.keys(faults).length === 0 && first > longest) faults.firstPauseSeconds = 'order'
  return faults
}
