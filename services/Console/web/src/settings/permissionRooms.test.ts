import { expect, test } from 'vitest'
import { roomsOf, scopesFor } from './permissionRooms'

const permission = (name: string, roles: string[], operatorOnly = false) => ({
  name,
  words: name,
  roles,
  onlyReads: false,
  operatorOnly,
})
const all = [
  permission('rules.read', ['Admin', 'Sender']),
  permission('sign-in.own', ['Admin', 'Sender']),
  permission('rules.edit', ['Admin']),
  permission('installation.read', ['Admin'], true),
]

test('permissions stand by their room', () => {
  expect(roomsOf(all).map(([room, inside]) => [room, inside.map(({ name }) => name)])).toEqual([
    ['rules', ['rules.read', 'rules.edit']],
    ['sign-in', ['sign-in.own']],
    ['installation', ['installation.read']],
  ])
})

test('a key is offered what its role and its maker have, and what is not for people alone', () => {
  const names = (role: string, yours: string[]) => scopesFor(all, yours, role).map(({ name }) => name)
  const everything = all.map(({ name }) => name)
  expect(names('Admin', everything)).toEqual(['rules.read', 'rules.edit'])
  expect(names('Sender', everything)).toEqual(['rules.read'])
  expect(names('Admin', ['rules.edit'])).toEqual(['rules.edit'])
})
