import { useSearchParams } from 'react-router'
import { useAddressChange } from '../parts/useAddressChange'
import { queryOf, withQuery, type ListQuery } from './query'

/** The list that the address asks for, and how to ask for another one. */
export function useAddress() {
  const [address, setAddress] = useSearchParams()
  const change = useAddressChange()
  return {
    address,
    query: queryOf(address),
    /** A page is a step of the browser's history; what narrows or sorts the list is not. */
    ask: (asked: Partial<ListQuery>, step = false) =>
      setAddress((known) => withQuery(known, asked), { replace: !step }),
    /** Something else than the list; empty takes it away. */
    set: (name: string, value: string) => change({ [name]: value }),
  }
}
