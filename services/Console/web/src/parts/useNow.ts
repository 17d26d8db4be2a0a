import { useEffect, useState } from 'react'

/** This machine's clock, ms since 1970, told every so many ms; 0 or less stops it. */
export function useNow(everyMs: number) {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    if (everyMs <= 0) return
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}
