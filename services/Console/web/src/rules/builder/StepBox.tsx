import { Text } from '@mantine/core'
import { IconAlertTriangleFilled } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Family } from '../model/catalogue'
import type { GraphNode } from '../model/graph'
import { lengthOf, summary } from '../model/summary'
import { useSpeech } from '../useRules'
import classes from './Builder.module.css'
import { KindIcon } from './KindIcon'
import type { Builder } from './useBuilder'

/** What a box says: what it is, what is set in it, and what is wrong with it. */
export function StepBox({ builder, node }: { builder: Builder; node: GraphNode }) {
  const { t } = useTranslation('rules')
  const names = useMemo(() => new Map(builder.rules.map(({ id, name }) => [id, name])), [builder.rules])
  const speech = useSpeech(names)
  const faults = builder.byNode[node.id] ?? []
  const family: Family = node.kind === 'trigger' || node.kind === 'condition' ? node.kind : 'action'
  const delay = typeof node.part?.['delayMs'] === 'number' ? node.part['delayMs'] : 0
  const title = node.form ? speech.words(node.form.title) : t('builder.chooseTrigger')
  const text = node.part ? summary(node.form, node.part, speech) : ''
  return (
    <>
      <span className={classes.boxIcon} data-family={family}>
        <KindIcon type={node.part?.type} family={family} />
      </span>
      <span className={classes.boxText}>
        <b data-alone={text === ''}>
          {title}
          {delay > 0 && <small> {t('builder.after', { time: lengthOf(delay, speech) })}</small>}
        </b>
        <Text component="span" size="xs" c="dimmed" className={classes.boxLine}>
          <bdi>{text}</bdi>
        </Text>
      </span>
      {faults.length > 0 && (
        <IconAlertTriangleFilled
          size={18}
          className={classes.boxFault}
          role="img"
          aria-label={faults.map(({ messages }) => messages.join(' ')).join(' ')}
        />
      )}
    </>
  )
}
