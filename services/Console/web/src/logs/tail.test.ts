import { expect, test } from 'vitest'
import type { LogLine } from '../api/logs'
import { asFile, bound, filterOf, fixedPart, fromOf, merge, newsSince, traceLink } from './tail'

const line = (number: number, at: string, more: Partial<LogLine> = {}): LogLine => ({
  number,
  at: `2026-11-22T12:00:${at}+00:00`,
  service: 'rules',
  instance: 'pc:1',
  level: 'Information',
  source: 'LiveOps.Rules',
  text: `line ${number}`,
  exception: null,
  traceId: null,
  spanId: null,
  ...more,
})

const texts = (lines: readonly LogLine[]) => lines.map(({ text }) => text)

test('lines are in the order of their time, the newest first, each once', () => {
  const one = merge([], [line(1, '01'), line(3, '03.5')])
  const two = merge(one, [line(2, '02.25'), line(3, '03.5'), line(4, '03.5')])
  expect(texts(two)).toEqual(['line 4', 'line 3', 'line 2', 'line 1'])
  expect(merge(two, [line(4, '03.5')])).toBe(two)
  // A PC and a service may come to the same number.
  expect(merge(two, [line(4, '04', { service: 'device-gateway' })])).toHaveLength(5)
})

test('no more than the bound is kept, and the oldest goes', () => {
  const many = Array.from({ length: bound }, (_, n) => line(n + 1, '10'))
  const kept = merge(merge([], [line(0, '01')]), many)
  expect(kept).toHaveLength(bound)
  expect(texts(kept)).not.toContain('line 0')
  expect(newsSince(kept.slice(3), kept)).toBe(3)
})

test('the address says which lines are wanted', () => {
  const filter = filterOf(new URLSearchParams('from=pc:studio-1&level=Warning&text=away'))
  expect(filter).toEqual({
    service: '',
    pc: 'studio-1',
    level: 'Warning',
    source: '',
    text: 'away',
    trace: '',
  })
  expect(fromOf(filter)).toBe('pc:studio-1')
  expect(fromOf(filterOf(new URLSearchParams('from=rules')))).toBe('rules')
})

test('a file has the oldest line first, with trace and exception', () => {
  const failed = line(2, '02', { level: 'Error', traceId: 'abc', spanId: 'def', exception: 'A\nat B' })
  expect(asFile([failed, line(1, '01')])).toBe(
    [
      '2026-11-22T12:00:01+00:00 Information rules pc:1 LiveOps.Rules: line 1',
      '2026-11-22T12:00:02+00:00 Error rules pc:1 LiveOps.Rules: line 2',
      '  trace abc span def',
      '  A',
      '  at B',
      '',
    ].join('\n'),
  )
})

test('a template is looked for by what does not change, and a trace only on the web', () => {
  expect(fixedPart('{Gateway} has not answered for {Seconds} s')).toBe('has not answered for')
  expect(fixedPart('Started')).toBe('Started')
  expect(traceLink('https://jaeger.example.com/trace/{traceId}', 'a/b')).toBe(
    'https://jaeger.example.com/trace/a%2Fb',
  )
  expect(traceLink('javascript:alert(1)//{traceId}', 'a')).toBeNull()
})
