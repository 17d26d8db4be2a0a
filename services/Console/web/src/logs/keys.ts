/** What the answer about levels and files is kept under. */
export const logSettingsKey = ['logs', 'settings'] as const
