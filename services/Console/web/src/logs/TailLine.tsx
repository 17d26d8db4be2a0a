import { Anchor, Button, CopyButton, Group } from '@mantine/core'
import { IconExternalLink, IconRoute } from '@tabler/icons-react'
import { memo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { LogLine } from '../api/logs'
import { useFormat } from '../words/useFormat'
import classes from './Logs.module.css'
import { asText, traceLink } from './tail'

const shortName = (source: string) => source.slice(source.lastIndexOf('.') + 1)

/** One line, cut to what fits; open, all of it. */
export const TailLine = memo(function TailLine(props: { line: LogLine; traceAddress: string | null }) {
  const { line, traceAddress } = props
  const { t } = useTranslation('logs')
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const where = line.service === 'device-gateway' ? line.instance : line.service
  return (
    <li data-level={line.level} className={classes.line}>
      <button type="button" className={classes.head} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
        <time dateTime={line.at} className={classes.time}>
          {format.clock(line.at)}
        </time>
        <span className={classes.level}>{t(`levelName.${line.level}`)}</span>
        <span className={classes.where}>{where}</span>
        <span className={classes.source}>{shortName(line.source)}</span>
        <span className={classes.text} data-open={isOpen}>
          {line.text}
        </span>
      </button>
      {isOpen && <Whole line={line} traceAddress={traceAddress} />}
    </li>
  )
})

function Whole({ line, traceAddress }: { line: LogLine; traceAddress: string | null }) {
  const { t } = useTranslation('logs')
  const format = useFormat()
  const link = traceAddress !== null && line.traceId !== null ? traceLink(traceAddress, line.traceId) : null
  return (
    <div className={classes.whole}>
      <dl className={classes.facts}>
        <dt>{t('fact.at')}</dt>
        <dd>{`${format.date(line.at)} ${format.clock(line.at)}.${line.at.slice(20, 23)}`}</dd>
        <dt>{t('fact.instance')}</dt>
        <dd>{line.instance}</dd>
        <dt>{t('fact.source')}</dt>
        <dd>{line.source}</dd>
        {line.traceId !== null && (
          <>
            <dt>{t('fact.trace')}</dt>
            <dd>{line.traceId}</dd>
          </>
        )}
      </dl>
      {line.exception !== null && (
        <pre className={classes.exception} tabIndex={0} aria-label={t('fact.exception')}>
          {line.exception}
        </pre>
      )}
      <Group gap="xs">
        {line.traceId !== null && (
          <Button
            component={Link}
            to={`/logs?trace=${line.traceId}`}
            size="xs"
            mih={36}
            variant="light"
            leftSection={<IconRoute size={15} aria-hidden />}
          >
            {t('wholeTrace')}
          </Button>
        )}
        {link !== null && (
          <Anchor href={link} target="_blank" rel="noreferrer" size="sm">
            {t('openTrace')} <IconExternalLink size={14} aria-hidden />
          </Anchor>
        )}
        <CopyButton value={asText(line)}>
          {({ copied, copy }) => (
            <Button size="xs" mih={36} variant="default" onClick={copy}>
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
    </div>
  )
}
