/** What the server's answers are kept under. */
export const settingsKeys = {
  ownQuotas: ['quotas', 'own'],
  quotasOf: (member: string) => ['quotas', member],
  connections: ['settings', 'connections'],
  apiKeys: ['settings', 'api-keys'],
  about: ['about'],
  webPackages: ['about', 'web'],
  health: ['about', 'health'],
  switches: (account: string | null) => ['settings', 'switches', account ?? ''],
} as const
