import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { query } from '../api/sessions'
import { call } from '../api/http'
import { readActivity, readBoards, readCatalogue, readDeviceTypes, readRules } from '../api/rules'
import { useFormat } from '../words/useFormat'
import type { Speech } from './model/summary'

export const rulesKey = ['rules'] as const

/** The rules of an account with those that all accounts share; without an account: all. */
export const useRules = (account: string | undefined) =>
  useQuery({
    queryKey: [...rulesKey, 'list', account],
    queryFn: () => readRules(account),
    refetchInterval: 15_000,
  })

export const useCatalogue = () =>
  useQuery({ queryKey: ['rule-catalogue'], queryFn: readCatalogue, staleTime: Infinity })

export const useActivity = (account: string | undefined) =>
  useQuery({
    queryKey: ['rule-activity', account],
    queryFn: () => readActivity(account),
    refetchInterval: 5_000,
    select: (all) => new Map(all.map((one) => [one.ruleId, one])),
  })

export interface Device {
  id: string
  type: string
  board: string
  maxMs: number
}

/** Every device that can be moved, of all boards that gateways have reported. */
export function useDeviceChoice() {
  const boards = useQuery({ queryKey: ['rule-boards'], queryFn: readBoards, refetchInterval: 15_000 })
  const types = useQuery({ queryKey: ['device-types'], queryFn: readDeviceTypes, staleTime: Infinity })
  return useMemo(() => {
    const known = new Map((types.data ?? []).map((type) => [type.type, type]))
    const devices: Device[] = (boards.data ?? []).flatMap((board) =>
      board.devices
        .filter(({ type }) => (known.get(type)?.actions.length ?? 1) > 0)
        .map((device) => ({
          id: device.deviceId,
          type: device.type,
          board: `${board.gatewayId} · ${board.boardId}`,
          maxMs: device.maxMs,
        })),
    )
    return { devices, types: known }
  }, [boards.data, types.data])
}

interface Gift {
  giftId: string
  name: string | null
  price: number | null
  gifts: number
}

/** The gifts that the accounts were given in the last year, most coins first: what the server knows of gifts. */
export function useGifts(account: string | undefined) {
  const to = new Date()
  const from = new Date(to.getTime() - 364 * 86_400_000)
  return useQuery({
    queryKey: ['gift-choice', account],
    queryFn: () =>
      call<{ gifts: Gift[] }>(
        `/api/analytics/statistics/gifts${query({ accountId: account, from: day(from), to: day(to) })}`,
      ),
    staleTime: 60_000,
    select: ({ gifts }) => gifts.filter((gift) => gift.name !== null),
  })
}

const day = (date: Date) => date.toISOString().slice(0, 10)

/** What changes rules makes every list of them ask again. */
export function useRefresh() {
  const client = useQueryClient()
  return useCallback(() => client.invalidateQueries({ queryKey: rulesKey }), [client])
}

/** The words of the catalogue, which the server has in English, in the chosen language. */
export function useWords() {
  const { i18n } = useTranslation()
  const language = i18n.language
  const words = useQuery({
    queryKey: ['rule-words', language],
    queryFn: async (): Promise<Record<string, string>> =>
      language === 'id' ? (await import('./kindWords.id.json')).default : {},
    staleTime: Infinity,
  }).data
  return useCallback((text: string) => words?.[text] ?? apart(text), [words])
}

/** Names of values are written in one word: MultipleOf is "Multiple of". */
const apart = (text: string) =>
  /^[A-Z][a-z]+([A-Z][a-z]+)+$/.test(text)
    ? text.replace(/(?<=[a-z])[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
    : text

export function useSpeech(names: ReadonlyMap<string, string>): Speech {
  const words = useWords()
  const format = useFormat()
  const { t } = useTranslation('rules')
  const gifts = useGifts(undefined).data
  return useMemo(() => {
    const giftNames = new Map(gifts?.map(({ giftId, name }) => [giftId, name ?? undefined]))
    return {
      words,
      number: format.tenths,
      rule: (id) => names.get(id) ?? t('goneRule'),
      gift: (id) => giftNames.get(id),
    }
  }, [words, format, names, gifts, t])
}
