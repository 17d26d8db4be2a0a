import { nameOf, hueOf, initialsOf } from './names'
import type { ViewerProfile } from '../api/viewers'
import classes from './Viewers.module.css'

/** Initials on a colour of the person's own: pictures lie on TikTok's servers, which would learn who looks at them. */
export function Face({ viewer, size = 36 }: { viewer: ViewerProfile; size?: number }) {
  return (
    <span
      aria-hidden
      className={classes.face}
      style={{
        width: size,
        height: size,
        fontSize: size * 0.38,
        background: `hsl(${hueOf(viewer.userId)} 45% 29%)`,
      }}
    >
      {initialsOf(nameOf(viewer))}
    </span>
  )
}
