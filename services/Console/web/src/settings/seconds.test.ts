import { expect, test } from 'vitest'
import type { OwnConnectionSettings } from '../api/settings'
import { connectionSettings, faultsOf, ownOf, typedOf, type Typed } from './seconds'

const defaults = {
  connectTimeoutSeconds: 10,
  stallSeconds: 45,
  firstPauseSeconds: 1,
  longestPauseSeconds: 30,
  probeSeconds: 20,
}
const ranges = Object.fromEntries(connectionSettings.map((name) => [name, { least: 1, most: 60 }])) as Record<
  (typeof connectionSettings)[number],
  { least: number; most: number }
>
const empty = typedOf({} as OwnConnectionSettings)
const faults = (typed: Partial<Typed>) => faultsOf({ ...empty, ...typed }, { ranges, defaults })

test('an empty field is as the installation has it', () => {
  const typed = { ...empty, stallSeconds: 50 }
  expect(ownOf(typed)).toEqual({
    connectTimeoutSeconds: null,
    stallSeconds: 50,
    firstPauseSeconds: null,
    longestPauseSeconds: null,
    probeSeconds: null,
  })
  expect(typedOf(ownOf(typed))).toEqual(typed)
})

test('a field out of its range is a fault', () => {
  expect(faults({ probeSeconds: 61, stallSeconds: 0 })).toEqual({
    probeSeconds: 'range',
    stallSeconds: 'range',
  })
  expect(faults({ probeSeconds: '-' })).toEqual({ probeSeconds: 'range' })
  expect(faults({})).toEqual({})
})

test('the first pause is not above the longest, also where that is the installation`s', () => {
  expect(faults({ firstPauseSeconds: 31 })).toEqual({ firstPauseSeconds: 'order' })
  expect(faults({ firstPauseSeconds: 31, longestPauseSeconds: 31 })).toEqual({})
})
