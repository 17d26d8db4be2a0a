import { useEffect, useState } from 'react'
import { readLogs, readMachineLogs, type LogLine } from '../api/logs'
import { bound, merge, type TailFilter } from './tail'

/** How often new lines are asked for, in ms. */
const every = 1_500

interface Tail {
  lines: readonly LogLine[]
  /** Older ones are kept by the Console, but not here. */
  more: boolean
  isRead: boolean
  error: unknown
}

const nothing: Tail = { lines: [], more: false, isRead: false, error: null }

/** Reads on from the last line that is known, of services and of PCs, as far as the member may. */
export function useTail(filter: TailFilter, may: { services: boolean; machines: boolean }): Tail {
  const wanted = JSON.stringify(filter)
  // A trace runs over services: what PCs write has none.
  const services = may.services && filter.pc === ''
  const machines = may.machines && filter.service === '' && filter.trace === ''
  const [tail, setTail] = useState({ wanted, ...nothing })
  const known = may.services || may.machines
  useEffect(() => {
    // What the member may is not known yet.
    if (!known) return
    const { pc, ...asked } = JSON.parse(wanted) as TailFilter
    let over = false
    let first = true
    let [lastService, lastMachine] = [0, 0]
    const read = async () => {
      try {
        const [ofServices, ofMachines] = await Promise.all([
          services ? readLogs({ ...asked, after: lastService, most: bound }) : null,
          machines
            ? readMachineLogs({
                gateway: pc,
                level: asked.level,
                source: asked.source,
                text: asked.text,
                after: lastMachine,
                most: bound,
              })
            : null,
        ])
        if (over) return
        lastService = ofServices?.last ?? 0
        lastMachine = ofMachines?.last ?? 0
        const more = first && ((ofServices?.more ?? false) || (ofMachines?.more ?? false))
        const fresh = [...(ofServices?.lines ?? []), ...(ofMachines?.lines ?? [])]
        const anew = first
        first = false
        setTail((before) => ({
          wanted,
          lines: merge(anew ? [] : before.lines, fresh),
          more: anew ? more : before.more,
          isRead: true,
          error: null,
        }))
      } catch (error) {
        if (!over) setTail((before) => ({ ...before, wanted, isRead: true, error }))
      }
      if (!over) waiting = setTimeout(() => void read(), every)
    }
    let waiting = setTimeout(() => void read())
    return () => {
      over = true
      clearTimeout(waiting)
    }
  }, [wanted, services, machines, known])
  return tail
}
