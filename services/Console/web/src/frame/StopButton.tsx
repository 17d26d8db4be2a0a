import { Button, Kbd, Tooltip } from '@mantine/core'
import { IconHandStop } from '@tabler/icons-react'
import { useEffect } from 'react'
import { usePressStop } from './useEmergencyStop'

/** Everything off, on every page, with one click or Ctrl+. (also while typing). Asks nothing first. */
export function StopButton() {
  const { mutate, isPending } = usePressStop()

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== '.' || !(event.ctrlKey || event.metaKey) || event.repeat) return
      event.preventDefault()
      mutate()
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [mutate])

  return (
    <Tooltip label="Switches everything off at once: Ctrl + . (⌘ + . on a Mac)" openDelay={600}>
      <Button
        className="stop-button"
        color="red"
        size="md"
        leftSection={<IconHandStop size={22} aria-hidden />}
        onClick={() => mutate()}
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
