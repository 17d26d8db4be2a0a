import type { ReactNode } from 'react'
import classes from './Viewers.module.css'

/** Something wider than a phone: it is scrolled in its own place, with the keyboard too. */
export function ScrollBox({ label, width, children }: { label: string; width: number; children: ReactNode }) {
  return (
    <div className={classes.scroll} role="region" aria-label={label} tabIndex={0}>
      <div style={{ minWidth: width }}>{children}</div>
    </div>
  )
}
