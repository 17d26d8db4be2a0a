import type { EChartsCoreOption } from 'echarts/core'
import { curveNames, type CurveName, type Timeline } from '../api/sessions'

/** What had come by the end of bucket `at`, and what came in it. */
export function momentOf(timeline: Timeline, at: number) {
  const until = <T>(values: readonly T[]) => values.slice(0, at + 1)
  const sums = Object.fromEntries(
    curveNames.map((name) => [name, until(timeline[name]).reduce((total, value) => total + value, 0)]),
  ) as Record<CurveName, number>
  const here = Object.fromEntries(curveNames.map((name) => [name, timeline[name][at] ?? 0])) as Record<
    CurveName,
    number
  >
  return {
    sums,
    here,
    // What TikTok told last: it does not tell every minute.
    viewers: until(timeline.viewers).findLast((value) => value !== null) ?? null,
  }
}

export const barColors: Record<CurveName, string> = {
  coins: '#f2b705',
  gifts: '#e8590c',
  comments: '#339af0',
  likes: '#f06595',
  follows: '#20c997',
  shares: '#9775fa',
  joins: '#868e96',
}

interface Names {
  viewers: string
  curve: string
  gap: string
  time: (at: string) => string
}

/** Viewers as a line, one activity as bars, minutes without connection shaded, and the chosen minute marked. */
export function curvesOption(
  timeline: Timeline,
  curve: CurveName,
  names: Names,
  marked: number | null,
): EChartsCoreOption {
  return {
    grid: { left: 56, right: 56, top: 36, bottom: 58 },
    legend: { top: 0 },
    dataZoom: [
      { type: 'inside', zoomOnMouseWheel: 'ctrl' },
      { type: 'slider', height: 18, bottom: 8 },
    ],
    xAxis: { type: 'category', data: timeline.at.map(names.time) },
    yAxis: [
      { type: 'value', name: names.viewers, minInterval: 1 },
      { type: 'value', name: names.curve, minInterval: 1, splitLine: { show: false } },
    ],
    series: [
      {
        name: names.viewers,
        type: 'line',
        data: timeline.viewers,
        connectNulls: false,
        showSymbol: timeline.at.length < 3,
        lineStyle: { width: 2 },
        color: '#12b886',
        markArea: {
          silent: true,
          itemStyle: { color: 'rgb(250 176 5 / 15%)' },
          data: gapsOf(timeline, names.gap),
        },
        markLine:
          marked === null
            ? undefined
            : {
                silent: true,
                symbol: 'none',
                label: { show: false },
                lineStyle: { color: '#fa5252', type: 'solid', width: 2 },
                data: [{ xAxis: marked }],
              },
      },
      {
        name: names.curve,
        type: 'bar',
        yAxisIndex: 1,
        data: timeline[curve],
        color: barColors[curve],
        barMaxWidth: 18,
      },
    ],
  }
}

function gapsOf(timeline: Timeline, name: string) {
  const areas: [{ name: string; xAxis: number }, { xAxis: number }][] = []
  timeline.inGap.forEach((gap, n) => {
    if (!gap) return
    const last = areas.at(-1)
    if (last && last[1].xAxis === n - 1) last[1].xAxis = n
    else areas.push([{ name, xAxis: n }, { xAxis: n }])
  })
  return areas
}

/** The same curve of two sessions by minutes since each one's start. */
export function comparedOption(
  a: readonly (number | null)[],
  b: readonly (number | null)[],
  minutes: number,
  names: { a: string; b: string; unit: string },
): EChartsCoreOption {
  return {
    grid: { left: 56, right: 20, top: 36, bottom: 36 },
    legend: { top: 0 },
    xAxis: {
      type: 'category',
      data: Array.from({ length: Math.max(a.length, b.length) }, (_, n) => n * minutes),
      name: names.unit,
      nameLocation: 'middle',
      nameGap: 24,
    },
    yAxis: { type: 'value', minInterval: 1 },
    series: [
      { name: names.a, type: 'line', data: a, color: '#12b886', showSymbol: a.length < 3 },
      { name: names.b, type: 'line', data: b, color: '#f2b705', showSymbol: b.length < 3 },
    ],
  }
}
