import { expect, test } from 'vitest'
import type { BoardKind, DeviceType } from '../api/machines'
import { changeOf, faultsOf, freePins, isChange, newDraft, wholeRows, withType, type Draft } from './table'

const type = (word: string, change: Partial<DeviceType> = {}): DeviceType => ({
  word,
  title: word,
  namePrefix: word,
  wirings: [['signal']],
  hardMaxMs: 60_000,
  usualMaxMs: 10_000,
  usualDutyPct: 50,
  actions: [],
  isInput: false,
  ...change,
})
const led = type('LED', { usualDutyPct: 100 })
const servo = type('SERVO', { namePrefix: 'SRV' })
const motor = type('MOT', { wirings: [['pwm'], ['a', 'b'], ['pwm', 'a', 'b']] })
const button = type('IN', { hardMaxMs: 0, usualMaxMs: 0, usualDutyPct: 0, isInput: true })
const uno: BoardKind = {
  word: 'UNO',
  title: 'Uno',
  mostDevices: 3,
  pins: [2, 3, 9, 10].map((number) => ({
    number,
    label: `D${number}`,
    timer: number > 3 ? 1 : null,
    servo: number > 3,
  })),
}
const draft = (change: Partial<Draft> = {}): Draft => ({
  index: 0,
  name: 'LED1',
  type: 'LED',
  pins: [2],
  maxMs: 1_000,
  dutyPct: 100,
  windowS: 60,
  flags: 0,
  size: 0,
  ...change,
})
const numbers = (pins: readonly { number: number }[]) => pins.map((pin) => pin.number)

test('a new device takes the first free row and name, and what is usual for its type', () => {
  const made = newDraft(led, [draft(), draft({ index: 2, name: 'LED2', pins: [3] })], 3)
  expect(made).toEqual(
    draft({ index: 1, name: 'LED3', pins: [null], maxMs: 10_000, dutyPct: 100, windowS: 60 }),
  )
  expect(newDraft(button, [], 3)).toMatchObject({ name: 'IN1', maxMs: 0, dutyPct: 0, windowS: 0, flags: 1 })
})

test('a board with all rows taken gets no more', () => {
  expect(newDraft(led, [draft(), draft({ index: 1 }), draft({ index: 2 })], 3)).toBeUndefined()
})

test('only pins of the board that nobody has are offered, and to a servo those that can', () => {
  const one = draft({ pins: [9] })
  const two = draft({ index: 1, name: 'MOT1', type: 'MOT', pins: [3, null] })
  expect(numbers(freePins(one, 0, [one, two], uno))).toEqual([2, 9, 10])
  expect(numbers(freePins(two, 1, [one, two], uno))).toEqual([2, 10])
  const arm = draft({ index: 2, type: 'SERVO', pins: [null] })
  expect(numbers(freePins(arm, 0, [one, two, arm], uno))).toEqual([10])
  // Of a board that nobody knows, the numbers that any board may have: it refuses the others itself.
  expect(numbers(freePins(one, 0, [one, two], undefined)).slice(0, 3)).toEqual([2, 4, 5])
})

test('another type keeps the pins that it has a place for and takes the type’s limits', () => {
  const arm = withType(draft({ pins: [9, 10] }), servo, [draft({ pins: [9, 10] })])
  expect(arm).toMatchObject({ name: 'SRV1', type: 'SERVO', pins: [9], maxMs: 10_000, dutyPct: 50 })
  expect(withType(draft(), motor, []).pins).toEqual([2])
})

test('faults are those that the gateway would find', () => {
  expect(faultsOf(draft(), [draft()], led)).toEqual([])
  expect(faultsOf(draft({ name: '1LED' }), [], led)).toEqual(['name'])
  expect(faultsOf(draft({ name: 'ALL' }), [], led)).toEqual(['name'])
  expect(faultsOf(draft(), [draft(), draft({ index: 1 })], led)).toEqual(['nameTwice'])
  expect(faultsOf(draft({ pins: [null] }), [], led)).toEqual(['pins'])
  expect(faultsOf(draft({ maxMs: 60_001, dutyPct: 0, windowS: 0 }), [], led)).toEqual([
    'maxMs',
    'dutyPct',
    'windowS',
  ])
  // 1 % of 60 s is 600 ms: a second could never be used.
  expect(faultsOf(draft({ dutyPct: 1 }), [], led)).toEqual(['budget'])
  expect(faultsOf(draft({ size: 3 }), [], led)).toEqual(['size'])
  expect(faultsOf(draft({ maxMs: 0, dutyPct: 0, windowS: 0 }), [], button)).toEqual([])
})

test('a table is whole when every pin is chosen, in the order of its rows', () => {
  expect(wholeRows([draft({ pins: [null] })])).toBeUndefined()
  expect(wholeRows([draft({ index: 1 }), draft()])?.map((row) => row.index)).toEqual([0, 1])
})

test('what is new, changed and gone is named', () => {
  const before = [draft(), draft({ index: 1, name: 'LED2' })].map((row) => ({ ...row, pins: [2] }))
  const change = changeOf(before, [draft({ maxMs: 5 }), draft({ index: 2, name: 'LED3' })])
  expect(change).toEqual({ added: ['LED3'], removed: ['LED2'], changed: ['LED1'] })
  expect(isChange(changeOf(before, before))).toBe(false)
})
