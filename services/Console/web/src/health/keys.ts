/** What the answers about alerts are kept under. */
export const alertsKey = ['alerts'] as const
export const alertSettingsKey = ['alerts', 'settings'] as const
