import { SegmentedControl } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { useEffect, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sound } from '../api/overlays'
import type { OverlayItem, OverlaySettings, PreviewWord } from '../overlay/types'
import { Panel } from '../parts/Panel'
import classes from './Overlays.module.css'

const shapes = { landscape: [1920, 1080], portrait: [1080, 1920] } as const
type Shape = keyof typeof shapes

/** The overlay's own page in a frame, told what to show: the same look as in OBS, of what is not saved yet. */
export function Preview(props: {
  settings: OverlaySettings
  sounds: readonly Sound[]
  /** Shown once for each new object. */
  show: OverlayItem | null
}) {
  const { t } = useTranslation('overlays')
  const { settings, sounds, show } = props
  const [shape, setShape] = useState<Shape>('landscape')
  const [ready, setReady] = useState(0)
  const frame = useRef<HTMLIFrameElement>(null)
  const { ref: box, width } = useElementSize()
  const [wide, high] = shapes[shape]
  // An upright picture is as high as the page beside it allows.
  const shown = shape === 'portrait' ? Math.min(width, 340) : width
  const scale = shown / wide
  const ids = useMemo(
    () => Object.fromEntries(sounds.map(({ name, soundId }) => [name.toLowerCase(), soundId])),
    [sounds],
  )

  useEffect(() => {
    const hear = (event: MessageEvent<{ liveops?: string } | undefined>) => {
      if (event.source === frame.current?.contentWindow && event.data?.liveops === 'overlay-ready')
        setReady((count) => count + 1)
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [])

  useEffect(() => {
    const word: PreviewWord = { liveops: 'overlay', settings, sounds: ids }
    if (ready > 0) frame.current?.contentWindow?.postMessage(word, location.origin)
  }, [ready, settings, ids])

  useEffect(() => {
    if (show === null) return
    const word: PreviewWord = { liveops: 'overlay', settings, sounds: ids, show }
    frame.current?.contentWindow?.postMessage(word, location.origin)
    // Only a new thing to show is shown: other settings do not bring it again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [show])

  return (
    <Panel
      title={t('preview')}
      aside={
        <SegmentedControl
          size="xs"
          aria-label={t('shape')}
          value={shape}
          onChange={(next) => setShape(next as Shape)}
          data={(Object.keys(shapes) as Shape[]).map((one) => ({ value: one, label: t(one) }))}
        />
      }
    >
      <div ref={box}>
        <div className={classes.frame} style={{ width: shown, height: high * scale, marginInline: 'auto' }}>
          <iframe
            ref={frame}
            src="/overlay/preview"
            title={t('previewHint')}
            tabIndex={-1}
            allow="autoplay"
            style={{ width: wide, height: high, transform: `scale(${scale})` }}
          />
        </div>
      </div>
    </Panel>
  )
}
