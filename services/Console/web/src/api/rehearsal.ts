// Rehearsal's API, passed through under /api/rehearsal.
import { call, post } from './http'

export interface RehearsalRoom {
  handle: string
  roomId: string
  title: string
  status: 'live' | 'ended'
  viewers: number
  consumers: number
  startedAt: string
  endedAt?: string | null
}

export interface RehearsalGift {
  id: string
  name: string
  coins: number
}

/** A pin of a simulated board changed. The port says which board: the simulator does not know its board's id. */
export interface PinChange {
  port: string
  pin: string
  value: number
  cycle: number
  simUs: number
  wall: string
}

const room = (handle: string) => `/api/rehearsal/rooms/${encodeURIComponent(handle)}`

export const pinStream = '/api/rehearsal/boards/pins/stream'
export const readRooms = () => call<RehearsalRoom[]>('/api/rehearsal/rooms')
export const readGifts = () => call<RehearsalGift[]>('/api/rehearsal/gifts')
export const startRoom = (handle: string) => post<RehearsalRoom>(`${room(handle)}/start`, {})
export const stopRoom = (handle: string) => post<RehearsalRoom>(`${room(handle)}/stop`, {})
export const act = (handle: string, what: string, body: object) =>
  post<unknown>(`${room(handle)}/${what}`, body)
