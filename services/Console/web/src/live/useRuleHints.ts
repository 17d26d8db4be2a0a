import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { call } from '../api/http'

/** What the live screen needs to know of an account's rules. */
export interface RuleHint {
  id: string
  name: string
  enabled: boolean
  trigger:
    | { type: 'likes'; threshold: number; when: string; step: number }
    | { type: 'comment'; keywords: string[]; match: string }
    | { type: 'command' | 'gift' }
}

const none: readonly RuleHint[] = []

/** The rules of an account that are on, with those that all accounts share. */
export function useRuleHints(accountId: string | undefined, enabled: boolean) {
  const rules = useQuery({
    queryKey: ['rules', 'hints', accountId],
    queryFn: () => call<RuleHint[]>(`/api/rules?accountId=${encodeURIComponent(accountId ?? '')}`),
    enabled: enabled && accountId !== undefined,
    staleTime: 10_000,
    refetchInterval: 30_000,
  })
  return useMemo(() => rules.data?.filter((rule) => rule.enabled) ?? none, [rules.data])
}

/** The words that rules look for in comments; those of regular expressions cannot be marked. */
export const keywordsOf = (hints: readonly RuleHint[]): string[] =>
  hints.flatMap(({ trigger }) =>
    trigger.type === 'comment' && trigger.match !== 'Regex' ? trigger.keywords : [],
  )
