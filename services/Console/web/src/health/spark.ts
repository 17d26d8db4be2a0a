/** Where the line of a small chart runs, in a box of this size. A minute without a value is a gap, not a zero. */
export function sparkPath(values: readonly (number | null)[], width: number, height: number): string {
  const top = Math.max(0, ...values.filter((value) => value !== null))
  const step = values.length > 1 ? width / (values.length - 1) : 0
  let path = ''
  let drawing = false
  values.forEach((value, index) => {
    if (value === null) {
      drawing = false
      return
    }
    const x = round(index * step)
    const y = round(top === 0 ? height : height - (value / top) * height)
    // A value alone is a dot: a line of no length with round ends.
    const alone = !drawing && (values[index + 1] ?? null) === null
    path += `${drawing ? 'L' : 'M'}${x} ${y}${alone ? 'h0.01' : ''}`
    drawing = true
  })
  return path
}

const round = (value: number) => Math.round(value * 10) / 10

const units = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Bytes as people read them: [1.5, "GB"]. */
export function bytes(value: number): [number, string] {
  let power = 0
  while (value >= 1_000 && power < units.length - 1) {
    value /= 1_000
    power++
  }
  return [value, units[power] ?? 'B']
}
