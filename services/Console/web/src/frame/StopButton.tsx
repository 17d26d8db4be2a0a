import { Button, Kbd, Tooltip } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { IconHandStop } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { keyNames, useStopKey } from './stopKey'
import { useIsStopping, usePressStop } from './useEmergencyStop'

/** Everything off, on every page, with one click. Asks nothing first. */
export function StopButton() {
  const { t } = useTranslation('stop')
  const { mutate } = usePressStop()
  const stopping = useIsStopping()
  const own = useStopKey()
  const keys = own ? keyNames(own) : ['Ctrl', '.']
  // A hint in the way of what comes after the press is none; a finger has nowhere to hover.
  const [pressed, setPressed] = useState(false)
  const hovers = useMediaQuery('(hover: hover) and (pointer: fine)') ?? false

  return (
    <Tooltip
      label={t('button.hint', { keys: 'Ctrl + .' })}
      openDelay={600}
      withinPortal={false}
      disabled={pressed || !hovers}
    >
      <Button
        className="stop-button"
        color="red"
        size="md"
        leftSection={<IconHandStop size={22} aria-hidden />}
        onClick={() => {
          setPressed(true)
          mutate({})
        }}
        onMouseLeave={() => setPressed(false)}
        data-pending={stopping}
        aria-keyshortcuts="Control+. Meta+."
      >
        {/* On a phone the first word is there for those who hear it. */}
        {!stopping && <span className="narrow-hidden">{t('button.first')}&nbsp;</span>}
        <span aria-live="assertive">{t(stopping ? 'button.stopping' : 'button.second')}</span>
        <Kbd size="xs" ml={10} className="wide-only" aria-hidden>
          {keys.join(' ')}
        </Kbd>
      </Button>
    </Tooltip>
  )
}
