import { expect, test } from 'vitest'
import type { ViewerProfile } from '../api/viewers'
import { orderOf, questionOf, targetOf } from './bulk'
import { badgeOf, contrastOf } from './colours'
import { changesOf, formOf } from './detail/profileForm'
import { daysIn, mostOf, warmth } from './heat'
import { lengthIn } from './length'
import { initialsOf, nameOf } from './names'
import { queryOf } from './query'
import { settle } from './settled'
import { toastOf } from './toasts'

test('what stands on a badge can be read, whatever its colour is', () => {
  for (const colour of [
    '#CD7F32',
    '#C0C0C0',
    '#FFD700',
    '#B9F2FF',
    '#000000',
    '#ffffff',
    '#777777',
    '#6a0dad',
  ])
    expect([colour, contrastOf(colour, badgeOf(colour).text) >= 4.5]).toEqual([colour, true])
  expect(contrastOf('#000000', '#ffffff')).toBeCloseTo(21)
  expect(badgeOf('red; background: url(x)').background).toBe('#868e96')
})

test('initials are whole signs', () => {
  expect(initialsOf('anna lestari 7')).toBe('AL')
  expect(initialsOf('👨‍👩‍👧 family')).toBe('👨‍👩‍👧F')
  expect(initialsOf('مرحبا')).toBe('م')
  expect(initialsOf('<img src=x onerror=alert(1)>')).toBe('IS')
  expect(initialsOf('\u202E')).toBe('?')
  expect(initialsOf(`a${'\u0301'.repeat(500)} b`)).toBe('B')
  expect(nameOf({ userId: '5', username: 'anna', displayName: ' ' })).toBe('anna')
  expect(nameOf({ userId: '5' })).toBe('5')
})

test('rows stay where they are, with their newest numbers', () => {
  const row = (userId: string, coins = 0) => ({ userId, coins })
  const standing = [row('a'), row('b'), row('c')]
  expect(settle(standing, [row('a', 1), row('b', 2), row('c')])).toEqual({
    rows: [row('a', 1), row('b', 2), row('c')],
    moved: 0,
  })
  // One came in at the top and pushed the last one off the page.
  expect(settle(standing, [row('n'), row('a', 5), row('b')])).toEqual({
    rows: [row('a', 5), row('b'), row('c')],
    moved: 1,
  })
  expect(settle(standing, [row('b'), row('a'), row('c')]).moved).toBe(2)
  expect(settle(standing, [row('a'), row('b')]).moved).toBe(1)
})

test('lengths of time say their two largest units', () => {
  const length = lengthIn('en')
  expect([0, 59, 60, 3_599, 3_600, 7_500, 86_400, 93_600].map(length)).toEqual([
    '0s',
    '59s',
    '1m',
    '59m',
    '1h',
    '2h 5m',
    '1d',
    '1d 2h',
  ])
})

test('only what was changed is sent, and empty takes a value away', () => {
  const viewer = {
    userId: '5',
    notes: 'old',
    birthday: '1998-02-28',
    followerCount: 7,
    loyaltyPoints: 3,
    tags: ['a', 'b'],
    verified: null,
  } as unknown as ViewerProfile
  const form = formOf(viewer)
  expect(changesOf(viewer, form)).toEqual({})
  expect(
    changesOf(viewer, { ...form, notes: '', birthday: '', followerCount: '12', tags: ['b'], verified: true }),
  ).toEqual({ notes: null, birthday: null, followerCount: 12, tags: ['b'], verified: true })
  // What is no number goes as it is: the server says what is wrong with it.
  expect(changesOf(viewer, { ...form, loyaltyPoints: 'lots', followerCount: '' })).toEqual({
    loyaltyPoints: 'lots',
    followerCount: null,
  })
})

test('what is done to many was counted before', () => {
  const query = queryOf(new URLSearchParams('filter=vip&search=anna&account=a1'))
  const list = targetOf(query, true, new Set(['1']))
  expect(questionOf(list, 'block', [])).toEqual({
    where: { filter: 'vip', search: 'anna' },
    action: 'block',
    dryRun: true,
  })
  expect(orderOf(list, 'tag', ['raffle'], 12)).toEqual({
    where: { filter: 'vip', search: 'anna' },
    action: 'tag',
    tags: ['raffle'],
    expected: 12,
  })
  expect(orderOf(targetOf(query, false, new Set(['1', '2'])), 'delete', ['x'], 2)).toEqual({
    userIds: ['1', '2'],
    action: 'delete',
    expected: 2,
  })
})

test('an hour with anything is never as pale as one with nothing', () => {
  expect(warmth(0, 1_000_000)).toBe(0)
  expect(warmth(1, 1_000_000)).toBeGreaterThan(0.1)
  expect(warmth(9, 9)).toBe(1)
  expect(mostOf([[0, 3], [2]])).toBe(3)
  expect(mostOf([])).toBe(0)
  expect(daysIn('en', 'short')[0]).toBe('Mon')
  expect(daysIn('id', 'long')[6]).toBe('Minggu')
})

test('a member is told of what they want to be told of', () => {
  expect(toastOf('viewer:vip-promoted', { vip: true, birthday: false })).toBe('promoted')
  expect(toastOf('viewer:vip-promoted', { vip: false, birthday: true })).toBeNull()
  expect(toastOf('viewer:birthday', { vip: false, birthday: true })).toBe('birthdayToday')
  expect(toastOf('viewer:birthday-live', { vip: true, birthday: false })).toBeNull()
  // Given by hand: whoever gave it knows.
  expect(toastOf('viewer:vip-set', { vip: true, birthday: true })).toBeNull()
  expect(toastOf('viewer:new', { vip: true, birthday: true })).toBeNull()
})
