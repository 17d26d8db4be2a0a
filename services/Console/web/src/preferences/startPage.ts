import type { Role } from '../api/console'
import { places } from '../frame/places'

/** Where somebody begins who asked for no page; the control room where the page is none or not for the role. */
export const startPageOf = (wanted: string | null, role: Role) =>
  places.find((place) => place.to === wanted && (place.roles?.includes(role) ?? true))?.to ?? '/control'
