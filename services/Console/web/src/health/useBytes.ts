import { useFormat } from '../words/useFormat'
import { bytes } from './spark'

/** Bytes in the unit that leaves a short number. */
export function useBytes() {
  const format = useFormat()
  return (value: number) => {
    const [number, unit] = bytes(value)
    return `${format.tenths(number)} ${unit}`
  }
}
