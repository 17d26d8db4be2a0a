import { useComputedColorScheme } from '@mantine/core'
import { BarChart, LineChart } from 'echarts/charts'
import {
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
} from 'echarts/components'
import { init, use as register, type EChartsCoreOption, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'

register([
  BarChart,
  LineChart,
  DataZoomComponent,
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TooltipComponent,
  CanvasRenderer,
])

/**
 * A chart that follows its place's size and the colours of the page. Screen readers get `label`; what it shows has to
 * stand somewhere as text too.
 */
export default function Chart(props: {
  option: EChartsCoreOption
  label: string
  height?: number
  /** Told the place on the time axis that was clicked, as index of its category. */
  choose?: (index: number) => void
}) {
  const { option, label, height = 300, choose } = props
  const place = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType | null>(null)
  const chosen = useRef(choose)
  const dark = useComputedColorScheme('dark') === 'dark'

  useEffect(() => {
    chosen.current = choose
  }, [choose])

  useEffect(() => {
    const element = place.current
    if (element === null) return
    const made = init(element)
    chart.current = made
    const resized = new ResizeObserver(() => made.resize())
    resized.observe(element)
    made.getZr().on('click', (event: { offsetX: number; offsetY: number }) => {
      const at = made.convertFromPixel({ xAxisIndex: 0 }, event.offsetX)
      if (typeof at === 'number' && Number.isFinite(at)) chosen.current?.(Math.max(0, Math.round(at)))
    })
    return () => {
      resized.disconnect()
      made.dispose()
      chart.current = null
    }
  }, [])

  useEffect(() => {
    const line = dark ? '#343a43' : '#dee2e6'
    const text = dark ? '#a5abb5' : '#5a626c'
    chart.current?.setOption(
      {
        textStyle: { fontFamily: 'inherit', color: text },
        animation: false,
        ...option,
        ...axes(option, line, text),
        tooltip: {
          trigger: 'axis',
          backgroundColor: dark ? '#22262d' : '#fff',
          borderColor: line,
          textStyle: { color: dark ? '#e6e8eb' : '#212529' },
          ...(option['tooltip'] as object | undefined),
        },
        legend: option['legend'] && { textStyle: { color: text }, ...(option['legend'] as object) },
      },
      { notMerge: true },
    )
  }, [option, dark])

  return <div ref={place} role="img" aria-label={label} style={{ height, width: '100%' }} />
}

function axes(option: EChartsCoreOption, line: string, text: string) {
  const dressed = (axis: unknown) =>
    ([axis ?? {}].flat() as object[]).map((one) => ({
      axisLine: { lineStyle: { color: line } },
      axisLabel: { color: text },
      splitLine: { lineStyle: { color: line } },
      nameTextStyle: { color: text },
      ...one,
    }))
  return { xAxis: dressed(option['xAxis']), yAxis: dressed(option['yAxis']) }
}
