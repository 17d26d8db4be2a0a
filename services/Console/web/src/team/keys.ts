/** What the server's answers are kept under. */
export const teamKeys = {
  members: ['team', 'members'],
  invitations: ['team', 'invitations'],
  workspaces: ['team', 'workspaces'],
  sessions: ['team', 'own-sessions'],
  factor: ['team', 'second-factor'],
  audit: ['team', 'audit'],
} as const
