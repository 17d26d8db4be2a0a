import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLive } from '../live/store'
import { useLiveWords } from '../live/useLiveWords'
import { milliseconds } from '../live/words'

/** A command is over or late after this, in ms: it expires after 3 s. */
const patience = 4_000

/** What came of a test, as the live connection tells it. */
export function TestAnswer({ commandId }: { commandId: string }) {
  const { t } = useTranslation('machines')
  const words = useLiveWords()
  const trace = useLive((live) => live.timeline.find((row) => row.key === commandId))?.commands[0]
  const [late, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), patience)
    return () => clearTimeout(timer)
  }, [])
  const boardMs = trace?.acknowledged?.boardMs ?? trace?.completed?.boardMs
  const outcome = trace?.completed?.outcome
  if (outcome !== undefined && outcome !== null && outcome !== 'Done' && outcome !== 'Stopped')
    return <>{trace?.completed?.detail ?? words.outcome(outcome)}</>
  if (boardMs !== undefined && boardMs !== null)
    return <>{t('test.answered', { ms: milliseconds(boardMs) })}</>
  return <>{t(late ? 'test.late' : 'test.sent')}</>
}
