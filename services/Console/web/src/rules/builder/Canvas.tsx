import '@xyflow/react/dist/style.css'
import { useComputedColorScheme } from '@mantine/core'
import {
  Background,
  Controls,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  useStoreApi,
  type Edge,
  type Node,
} from '@xyflow/react'
import { useCallback, useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { GraphEdge, GraphNode } from '../model/graph'
import classes from './Builder.module.css'
import { CanvasContext } from './canvasContext'
import { FlowEdge } from './FlowEdge'
import { AddBox, JoinDot, StepNode } from './FlowNodes'
import type { Builder, Spot } from './useBuilder'

const nodeTypes = { step: StepNode, add: AddBox, join: JoinDot }
const edgeTypes = { step: FlowEdge }

/** The rule as a drawing. It is laid out by itself; what is dragged goes from place to place. */
export default function Canvas(props: { builder: Builder; ask: (spot: Spot) => void }) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  )
}

function Drawing({ builder, ask }: { builder: Builder; ask: (spot: Spot) => void }) {
  const { t } = useTranslation('rules')
  const scheme = useComputedColorScheme('dark')
  const { graph, selected } = builder
  const nodes = useMemo(() => graph.nodes.map(nodeOf), [graph])
  const edges = useMemo(() => graph.edges.map(edgeOf), [graph])
  const context = useMemo(() => ({ builder, ask }), [builder, ask])
  useFollow(graph.nodes, selected)
  return (
    <CanvasContext.Provider value={context}>
      <ReactFlow
        className={classes.flow}
        aria-label={t('builder.steps')}
        colorMode={scheme}
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        edgeTypes={edgeTypes}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        deleteKeyCode={null}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: 0.12 }}
        minZoom={0.2}
        maxZoom={1.5}
        proOptions={{ hideAttribution: true }}
        onPaneClick={() => builder.select(null)}
      >
        <Background gap={24} />
        <Controls showInteractive={false} />
      </ReactFlow>
    </CanvasContext.Provider>
  )
}

/** What is chosen is brought into view when it lies outside of it. */
function useFollow(nodes: readonly GraphNode[], selected: string | null) {
  const flow = useReactFlow()
  const store = useStoreApi()
  const last = useRef<string | null>(null)
  const follow = useCallback(
    (node: GraphNode) => {
      const { x, y, zoom } = flow.getViewport()
      const { width, height } = store.getState()
      const [left, top] = [node.x * zoom + x, node.y * zoom + y]
      const inside =
        left >= 0 && top >= 0 && left + node.width * zoom <= width && top + node.height * zoom <= height
      if (!inside)
        void flow.setCenter(node.x + node.width / 2, node.y + node.height / 2, { zoom: Math.max(zoom, 0.7) })
    },
    [flow, store],
  )
  useEffect(() => {
    if (selected === last.current) return
    last.current = selected
    const node = nodes.find(({ id }) => id === selected)
    if (node) follow(node)
  }, [nodes, selected, follow])
}

const nodeOf = (node: GraphNode): Node => ({
  id: node.id,
  type:
    node.kind === 'join'
      ? 'join'
      : node.kind === 'slot' || node.kind === 'end' || node.kind === 'branch'
        ? 'add'
        : 'step',
  position: { x: node.x, y: node.y },
  width: node.width,
  height: node.height,
  data: { node },
})

const edgeOf = (edge: GraphEdge): Edge => ({
  id: edge.id,
  source: edge.from,
  target: edge.to,
  type: 'step',
  ...(edge.back && { sourceHandle: 'back', targetHandle: 'back' }),
  data: { edge },
})
