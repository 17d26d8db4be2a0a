import { sparkPath } from './spark'
import classes from './Health.module.css'

const width = 120
const height = 28

/** The last hour as a small line. What it shows stands beside it as numbers. */
export function Spark({ values, label }: { values: readonly (number | null)[]; label: string }) {
  return (
    <svg
      role="img"
      aria-label={label}
      className={classes.spark}
      viewBox={`-2 -2 ${width + 4} ${height + 4}`}
      preserveAspectRatio="none"
    >
      <path d={`M0 ${height}H${width}`} className={classes.sparkBase} />
      <path d={sparkPath(values, width, height)} className={classes.sparkLine} />
    </svg>
  )
}
