import { ActionIcon } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { BaseEdge, EdgeLabelRenderer, getSmoothStepPath, type EdgeProps } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import type { GraphEdge } from '../model/graph'
import { partAt } from '../model/document'
import { said } from '../model/catalogue'
import { valueText } from '../model/summary'
import { useSpeech, useWords } from '../useRules'
import classes from './Builder.module.css'
import { useCanvas } from './canvasContext'
import { dropOn } from './drag'

const noNames = new Map<string, string>()

/** From one box to the next, with a + for what shall stand between them. */
export function FlowEdge(props: EdgeProps) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const speech = useSpeech(noNames)
  const { builder, ask } = useCanvas()
  const edge = props.data?.['edge'] as GraphEdge
  const [path, x, y] = getSmoothStepPath({ ...props, borderRadius: 10, offset: edge.back ? 28 : 20 })
  const spot = { place: edge.place, condition: edge.condition }
  const open = edge.place !== undefined || edge.condition !== undefined
  const branch = edge.branch
  const item = branch?.item && partAt(builder.document, branch.item.path)
  const label =
    branch === undefined
      ? undefined
      : item
        ? said({ title: '', meaning: '', fields: branch.item?.fields ?? [] }, item)
            .map(({ field, value }) => `${words(field.label)} ${valueText(field, value, speech)}`)
            .join(' ')
        : branch.field.list
          ? undefined
          : words(branch.field.label)
  return (
    <>
      <BaseEdge path={path} className={edge.back ? classes.back : undefined} />
      <EdgeLabelRenderer>
        {label && (
          <span
            className={classes.label}
            style={{
              transform: `translate(-50%, -50%) translate(${props.targetX}px, ${props.targetY - 14}px)`,
            }}
          >
            {label}
          </span>
        )}
        {open && !builder.readOnly && (
          <ActionIcon
            className={`${classes.plus} nodrag nopan`}
            size={26}
            radius="xl"
            variant="default"
            tabIndex={-1}
            aria-label={t('builder.addHere')}
            style={{
              transform: branch
                ? `translate(-50%, -50%) translate(${props.targetX}px, ${props.targetY - 38}px)`
                : `translate(-50%, -50%) translate(${x}px, ${y}px)`,
            }}
            {...dropOn(builder, spot)}
            onClick={() => ask(spot)}
          >
            <IconPlus size={14} />
          </ActionIcon>
        )}
      </EdgeLabelRenderer>
    </>
  )
}
