import { Loader, Text } from '@mantine/core'
import { IconFileText } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { readGatewayLog, type LogLine } from '../api/machines'
import { Empty } from '../parts/Empty'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import classes from './Machines.module.css'

/** Lines that are shown; the Console keeps as many. */
const bound = 500

/** How often new lines are asked for, in ms. */
const every = 2_000

interface Log {
  lines: readonly LogLine[]
  last: number
  isRead: boolean
  error: unknown
}

/** Reads on from the last line that is known, as long as the page is open. */
function useLog(gatewayId: string): Log {
  const [log, setLog] = useState<Log>({ lines: [], last: 0, isRead: false, error: null })
  useEffect(() => {
    let over = false
    let last = 0
    const read = async () => {
      try {
        const page = await readGatewayLog(gatewayId, last)
        if (over) return
        last = page.last
        setLog((known) => ({
          lines: [...known.lines, ...page.lines].slice(-bound),
          last,
          isRead: true,
          error: null,
        }))
      } catch (error) {
        if (!over) setLog((known) => ({ ...known, isRead: true, error }))
      }
      if (!over) waiting = setTimeout(() => void read(), every)
    }
    let waiting = setTimeout(() => void read())
    return () => {
      over = true
      clearTimeout(waiting)
    }
  }, [gatewayId])
  return log
}

/** What the gateway wrote, the newest first. */
export function LogPanel({ gatewayId }: { gatewayId: string }) {
  const { t } = useTranslation('machines')
  const log = useLog(gatewayId)
  const lines = [...log.lines].reverse()
  return (
    <Panel title={t('log.title')}>
      {log.error !== null && <ProblemAlert error={log.error} />}
      {!log.isRead && <Loader aria-label={t('loading')} />}
      {log.isRead && log.error === null && lines.length === 0 && (
        <Empty icon={<IconFileText />} title={t('log.none')}>
          {t('log.noneHint')}
        </Empty>
      )}
      {lines.length > 0 && (
        <>
          <Text size="sm" c="dimmed" mb="sm">
            {t('log.hint')}
          </Text>
          <ol className={classes.log} aria-label={t('log.title')}>
            {lines.map((line) => (
              <Line key={line.number} line={line} />
            ))}
          </ol>
        </>
      )}
    </Panel>
  )
}

function Line({ line }: { line: LogLine }) {
  const { t } = useTranslation('machines')
  const format = useFormat()
  return (
    <li data-level={line.level}>
      <time dateTime={line.at}>{format.clock(line.at)}</time>
      <span className={classes.level}>{t(`log.level.${line.level}`)}</span>
      <span className="breakable">{line.text}</span>
    </li>
  )
}
