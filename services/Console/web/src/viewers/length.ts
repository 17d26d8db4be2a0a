/** Writes a length of time, seconds, with its two largest units that say something: "2h 5m", "3d 4h", "45s". */
export function lengthIn(language: string) {
  const unit = (name: string) => {
    const format = new Intl.NumberFormat(language, { style: 'unit', unit: name, unitDisplay: 'narrow' })
    return (value: number) => format.format(value)
  }
  const [day, hour, minute, second] = [unit('day'), unit('hour'), unit('minute'), unit('second')]
  return (seconds: number) => {
    const minutes = Math.floor(seconds / 60)
    if (minutes === 0) return second(Math.floor(seconds))
    const hours = Math.floor(minutes / 60)
    if (hours === 0) return minute(minutes)
    const days = Math.floor(hours / 24)
    const [large, small] =
      days === 0 ? [hour(hours), [minutes % 60, minute] as const] : [day(days), [hours % 24, hour] as const]
    return small[0] === 0 ? large : `${large} ${small[1](small[0])}`
  }
}
