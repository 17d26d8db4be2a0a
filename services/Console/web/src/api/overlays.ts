// The Console's overlays: /api/overlays.
import type { OverlayItem, OverlaySettings } from '../overlay/types'
import { call, post } from './http'

export interface Overlay {
  overlayId: string
  accountId: string
  name: string
  settings: OverlaySettings
  version: number
  linkMadeAt: string
  /** Pages that show it now. */
  open: number
}

export interface Sound {
  soundId: string
  name: string
  kind: 'mp3' | 'ogg' | 'wav'
  /** Bytes. */
  size: number
  addedBy: string
  addedAt: string
}

export const testKinds = ['Gift', 'Follow', 'Share', 'Subscribe', 'Message', 'Sound', 'Chat'] as const
export type TestKind = (typeof testKinds)[number]

const path = (id: string) => `/api/overlays/${encodeURIComponent(id)}`

export const readOverlays = () => call<Overlay[]>('/api/overlays')
export const makeOverlay = (overlay: { accountId: string; name: string; settings?: StartSettings }) =>
  post<Overlay>('/api/overlays', overlay)
export const changeOverlay = ({ overlayId, name, settings, version }: Overlay) =>
  call<Overlay>(path(overlayId), { method: 'PUT', body: { name, settings, version } })
export const deleteOverlay = (id: string) => call<undefined>(path(id), { method: 'DELETE' })
export const readOverlayLink = (id: string) => call<{ path: string }>(`${path(id)}/link`)
export const replaceOverlayLink = (id: string) => post<{ path: string }>(`${path(id)}/link`, {})
export const testOverlay = (id: string, kind: TestKind) =>
  post<{ item: OverlayItem; open: number }>(`${path(id)}/test`, { kind })

export const readSounds = () => call<Sound[]>('/api/overlays/sounds')
export const uploadSound = (file: File) =>
  call<Sound>(`/api/overlays/sounds?name=${encodeURIComponent(file.name)}`, { method: 'POST', file })
export const deleteSound = (id: string) =>
  call<undefined>(`/api/overlays/sounds/${encodeURIComponent(id)}`, { method: 'DELETE' })
export const soundPath = (id: string) => `/api/overlays/sounds/${encodeURIComponent(id)}`

/** What is left out is as delivered. */
export type StartSettings = { [Part in keyof OverlaySettings]?: Partial<OverlaySettings[Part]> }
