import { useSearchParams } from 'react-router'
import { queryOf, withQuery, type ListQuery } from './query'

/** The list that the address asks for, and how to ask for another one. */
export function useAddress() {
  const [address, setAddress] = useSearchParams()
  return {
    address,
    query: queryOf(address),
    /** A page is a step of the browser's history; what narrows or sorts the list is not. */
    ask: (change: Partial<ListQuery>, step = false) =>
      setAddress((known) => withQuery(known, change), { replace: !step }),
    /** Something else than the list; empty takes it away. */
    set: (name: string, value: string) =>
      setAddress(
        (known) => {
          const next = new URLSearchParams(known)
          if (value === '') next.delete(name)
          else next.set(name, value)
          return next
        },
        { replace: true },
      ),
  }
}
