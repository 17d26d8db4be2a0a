import { Button, Kbd, Tooltip } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useMediaQuery } from '@mantine/hooks'
import { useState } from 'react'
import { usePressStop } from './useEmergencyStop'

/** Everything off, on every page, with one click. Asks nothing first. */
export function StopButton() {
  const { mutate, isPending } = usePressStop()
  // A hint in the way of what comes after the press is none; a finger has nowhere to hover.
  const [pressed, setPressed] = useState(false)
  const hovers = useMediaQuery('(hover: hover) and (pointer: fine)') ?? false

  return (
    <Tooltip
      label="Switches everything off at once: Ctrl + . (⌘ + . on a Mac)"
      openDelay={600}
      disabled={pressed || !hovers}
    >
      <Button
        className="stop-button"
        color="red"
        size="md"
        leftSection={<IconHandStop size={22} aria-hidden />}
        onClick={() => {
          setPressed(true)
          mutate()
        }}
        onMouseLeave={() => setPressed(false)}
        data-pending={isPending}
        aria-label="Emergency stop"
        aria-keyshortcuts="Control+. Meta+."
      >
        <span className="wide-only">EMERGENCY&nbsp;</span>STOP
        <Kbd size="xs" ml={10} className="wide-only">
          Ctrl .
        </Kbd>
      </Button>
    </Tooltip>
  )
}
