import { expect, test } from 'vitest'
import { auditChanges } from './auditChanges'

test('tells what differs and nothing else, however deep', () => {
  const before = {
    name: 'Rose',
    policy: { cooldownMs: 500, cap: 3 },
    actions: [{ device: 'LED1' }, { device: 'LED2' }],
  }
  const after = {
    name: 'Rose',
    policy: { cooldownMs: 900, cap: 3 },
    actions: [{ device: 'LED1' }, { device: 'PUMP' }],
  }
  expect(auditChanges(before, after)).toEqual([
    { path: 'policy › cooldown ms', before: 500, after: 900 },
    { path: 'actions › 2 › device', before: 'LED2', after: 'PUMP' },
  ])
})

test('a new thing has all its parts, one that is gone too', () => {
  expect(auditChanges(null, { role: 'Sender', scopes: ['a', 'b'], note: null })).toEqual([
    { path: 'role', before: undefined, after: 'Sender' },
    { path: 'scopes', before: undefined, after: ['a', 'b'] },
  ])
  expect(auditChanges({ on: false }, undefined)).toEqual([{ path: 'on', before: false, after: undefined }])
  expect(auditChanges(null, null)).toEqual([])
})

test('a value that became something else is told both ways', () => {
  expect(auditChanges({ limit: 5 }, { limit: { most: 7 } })).toEqual([
    { path: 'limit', before: 5, after: undefined },
    { path: 'limit › most', before: undefined, after: 7 },
  ])
})
