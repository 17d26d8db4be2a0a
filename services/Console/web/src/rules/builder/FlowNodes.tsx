import { UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { Handle, Position, type NodeProps } from '@xyflow/react'
import { useTranslation } from 'react-i18next'
import type { GraphNode } from '../model/graph'
import classes from './Builder.module.css'
import { useCanvas } from './canvasContext'
import { domId } from './domId'
import { dragOf, dropOn, type Dragged } from './drag'
import { StepBox } from './StepBox'

const nodeIn = ({ data }: NodeProps) => data['node'] as GraphNode

function Handles() {
  return (
    <>
      <Handle type="target" position={Position.Top} className={classes.handle} isConnectable={false} />
      <Handle type="source" position={Position.Bottom} className={classes.handle} isConnectable={false} />
    </>
  )
}

/** A trigger, a condition or a step. */
export function StepNode(props: NodeProps) {
  const { t } = useTranslation('rules')
  const { builder } = useCanvas()
  const node = nodeIn(props)
  const chosen = builder.selected === node.id
  const family = node.kind === 'trigger' || node.kind === 'condition' ? node.kind : 'action'
  const first = builder.selected === null && node.kind === 'trigger'
  return (
    <>
      <Handles />
      <Handle
        id="back"
        type="target"
        position={Position.Left}
        className={classes.handle}
        isConnectable={false}
      />
      <UnstyledButton
        id={domId(node.id)}
        data-node={node.id}
        className={`${classes.box} nodrag nopan`}
        data-chosen={chosen}
        data-family={family}
        data-faulty={(builder.byNode[node.id]?.length ?? 0) > 0}
        tabIndex={chosen || first ? 0 : -1}
        aria-pressed={chosen}
        aria-roledescription={t(family === 'action' ? 'builder.step' : `builder.${family}`)}
        draggable={node.kind !== 'trigger' && !builder.readOnly}
        onDragStart={(event) => {
          const dragged: Dragged = { family, from: node.id }
          event.dataTransfer.setData(dragOf(family), JSON.stringify(dragged))
        }}
        onClick={() => builder.select(node.id)}
      >
        <StepBox builder={builder} node={node} />
      </UnstyledButton>
    </>
  )
}

/** A place without a step: where one may be put. */
export function AddBox(props: NodeProps) {
  const { t } = useTranslation('rules')
  const { builder, ask } = useCanvas()
  const node = nodeIn(props)
  const spot = { place: node.place }
  const label =
    node.kind === 'slot'
      ? t(node.optional ? 'builder.optional' : 'builder.empty')
      : t(node.kind === 'branch' ? 'builder.addBranch' : 'builder.add')
  return (
    <>
      <Handles />
      <UnstyledButton
        id={domId(node.id)}
        data-node={node.id}
        className={`${classes.add} nodrag nopan`}
        data-chosen={builder.selected === node.id}
        data-faulty={(builder.byNode[node.id]?.length ?? 0) > 0}
        tabIndex={builder.selected === node.id ? 0 : -1}
        disabled={builder.readOnly}
        aria-label={label}
        title={label}
        {...dropOn(builder, spot)}
        onClick={() => {
          builder.select(node.id)
          ask(spot)
        }}
      >
        <IconPlus size={18} aria-hidden />
        {node.kind === 'slot' && <span>{label}</span>}
      </UnstyledButton>
    </>
  )
}

/** Where branches come together again. */
export function JoinDot() {
  return (
    <>
      <Handles />
      <Handle
        id="back"
        type="source"
        position={Position.Left}
        className={classes.handle}
        isConnectable={false}
      />
      <span className={classes.join} />
    </>
  )
}
