import { useQuery } from '@tanstack/react-query'
import { readPermissions } from '../api/health'

export const permissionsKey = ['permissions'] as const

/** Asks whether the member may do something; no while nobody knows. */
export function useMay() {
  const matrix = useQuery({ queryKey: permissionsKey, queryFn: readPermissions, staleTime: 60_000 })
  return (permission: string) => matrix.data?.yours.includes(permission) ?? false
}
