import { expect, test } from 'vitest'
import type { Catalogue, Form, FormField, Rule } from '../../api/rules'
import indonesian from '../kindWords.id.json'
import model from '../testing/model.json'
import { begin, change, redo, undo } from './history'
import { chosen, listNames } from './lists'
import { lacks, newQuick, quickRule } from './quick'
import { formOf, missing } from './catalogue'
import { devicesIn, summary } from './summary'

const catalogue = model.catalogue as unknown as Catalogue

test('every step is taken back and done again, typing in one go is one step, and a new one ends what was ahead', () => {
  let one = begin('')
  one = change(one, 'r', 'name', 1_000)
  one = change(one, 'ro', 'name', 1_200)
  one = change(one, 'rose', 'name', 1_900)
  one = change(one, 'rose 2', 'name', 9_000)
  one = change(one, 'x', 'other', 9_100)
  expect([undo(one).present, undo(undo(one)).present, undo(undo(undo(one))).present]).toEqual([
    'rose 2',
    'rose',
    '',
  ])
  expect(redo(undo(one)).present).toBe('x')
  expect(undo(begin('a')).present).toBe('a')
  expect(redo(change(undo(one), 'y', undefined, 9_200)).present).toBe('y')
})

const rule = (id: string, type: string, priority = 0, extra: object = {}): Rule =>
  ({
    id,
    name: `rule ${id}`,
    enabled: true,
    version: 1,
    trigger: { type, ...extra },
    conditions: [],
    policy: { priority },
    action: { type: 'device', deviceId: 'SOL1' },
  }) as unknown as Rule

test('lists hold their rules by priority, a new kind of trigger is among the others, search looks into everything', () => {
  const rules = [
    rule('b', 'gift', 1, { giftNames: ['Lion'] }),
    rule('a', 'gift'),
    rule('c', 'comment', 5),
    rule('d', 'likes'),
    rule('e', 'somethingNew'),
  ]
  const ids = (list: (typeof listNames)[number], find = '') => chosen(rules, list, find).map(({ id }) => id)
  expect(ids('all')).toEqual(['c', 'b', 'a', 'd', 'e'])
  expect(ids('gifts')).toEqual(['b', 'a'])
  expect([ids('keywords'), ids('thresholds'), ids('others')]).toEqual([['c'], ['d'], ['e']])
  expect(ids('all', 'lion')).toEqual(['b'])
  expect(ids('all', 'sol1')).toHaveLength(5)
})

test('a quick form makes a rule that lacks nothing, for a gift that is chosen, written or has too long an id', () => {
  const quick = { ...newQuick('gift'), gift: ' Rose ', giftId: '5655', device: 'LED1', action: 'BLINK' }
  expect(lacks(newQuick('gift'))).toEqual(['gift', 'device', 'action'])
  expect(lacks(newQuick('keyword'))).toContain('keywords')
  expect(quickRule(quick)).toMatchObject({
    name: 'Rose → LED1 BLINK',
    trigger: { type: 'gift', giftIds: [5655], giftNames: ['Rose'] },
    action: { type: 'device', deviceId: 'LED1', action: 'BLINK', durationMs: 1_000 },
  })
  expect(quickRule({ ...quick, giftId: '7300000000000000001' }).trigger).not.toHaveProperty('giftIds')
  expect(quickRule({ ...quick, action: 'OFF' }).action).not.toHaveProperty('durationMs')
  for (const kind of ['gift', 'keyword', 'likes'] as const) {
    const made = quickRule({ ...quick, kind, keywords: ['666'] })
    expect(missing(catalogue, made)).toEqual([])
    for (const field of Object.keys(made.trigger).filter((name) => name !== 'type'))
      expect(formOf(catalogue, 'trigger', made.trigger)?.fields.map(({ name }) => name)).toContain(field)
  }
})

test('a summary says what is set, in words and units, and leaves out what counts anyway', () => {
  const speech = { words: (text: string) => text, rule: () => 'Boss', number: String }
  const form = catalogue.actions.find(({ type }) => type === 'device')
  const part = {
    type: 'device',
    deviceId: 'LED1',
    action: 'BLINK',
    durationMs: 1_500,
    params: [255, 0, 0],
    delayMs: 0,
  }
  expect(summary(form, part, speech)).toBe('LED1 · BLINK · For 1.5 s · Values 255, 0, 0')
  expect(summary(undefined, { type: 'new' }, speech)).toBe('')
})

test('gifts are called by their names, one coin is no coins, and devices are named together', () => {
  const speech = {
    words: (text: string) => text,
    rule: () => '',
    number: (value: number) => value.toLocaleString('en'),
    gift: (id: string) => (id === '5655' ? 'Rose' : undefined),
  }
  const form = catalogue.triggers.find(({ type }) => type === 'gift')
  expect(summary(form, { type: 'gift', giftIds: [5655, 5827] }, speech)).toBe('Rose, #5827')
  const named = summary(form, { type: 'gift', giftIds: [5655], giftNames: ['Rose'], minUnitCoins: 1 }, speech)
  expect(named).toContain('Rose')
  expect(named).not.toMatch(/5.?655|1 coins/)
  const device = (deviceId: string) => ({ type: 'device', deviceId, action: 'ON' })
  expect(devicesIn({ type: 'parallel', actions: [device('LED1'), device('SOL1'), device('LED1')] })).toEqual([
    'LED1',
    'SOL1',
  ])
})

test('every word of the catalogue is there in Indonesian, and no other', () => {
  const words = new Set<string>()
  const form = ({ title, meaning, fields }: Form) => {
    words.add(title)
    words.add(meaning)
    fields.forEach(field)
  }
  const field = (one: FormField) => {
    for (const text of [one.label, one.help, one.unit, ...(one.choices ?? [])]) if (text) words.add(text)
    one.fields?.forEach(field)
  }
  ;[...catalogue.triggers, ...catalogue.conditions, ...catalogue.actions, catalogue.policy].forEach(form)
  const known = indonesian as Record<string, string>
  expect([...words].filter((word) => known[word] === undefined)).toEqual([])
})
