import { expect, test } from 'vitest'
import { startPageOf } from './startPage'

test('begins where the member likes to', () => {
  expect(startPageOf('/live', 'Sender')).toBe('/live')
  expect(startPageOf(null, 'Admin')).toBe('/control')
})

test('begins in the control room where that is no page of theirs', () => {
  expect(startPageOf('/audit', 'Sender')).toBe('/control')
  expect(startPageOf('/audit', 'Admin')).toBe('/audit')
  expect(startPageOf('//evil.example', 'Admin')).toBe('/control')
})
