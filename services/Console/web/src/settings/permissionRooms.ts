import type { Permission } from '../api/health'

/** Permissions by their room, which their name begins with, in the server's order. */
export function roomsOf<T extends Pick<Permission, 'name'>>(permissions: readonly T[]): [string, T[]][] {
  const rooms = new Map<string, T[]>()
  for (const permission of permissions) {
    const room = permission.name.slice(0, permission.name.indexOf('.'))
    rooms.set(room, [...(rooms.get(room) ?? []), permission])
  }
  return [...rooms]
}

/** What a key of that role may have: no key has a sign-in of its own, or runs the installation. */
export const scopesFor = (permissions: readonly Permission[], yours: readonly string[], role: string) =>
  permissions.filter(
    ({ name, roles, operatorOnly }) =>
      name !== 'sign-in.own' && !operatorOnly && roles.includes(role) && yours.includes(name),
  )
