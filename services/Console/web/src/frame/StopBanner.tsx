import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { IconAlertOctagon } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { isManager, type SignedIn } from '../api/console'
import { clock } from '../live/words'
import { doubts, isConfirmed } from './confirmation'
import { stopFailure } from './stopFailure'
import { useDevices, useResetStop } from './useEmergencyStop'

/**
 * Shown while the emergency stop is latched: who has not confirmed it, or that everything is off. Takes the focus when it appears, so that a keyboard can go on from it.
 */
export function StopBanner({ member }: { member: SignedIn }) {
  const devices = useDevices()
  const latch = devices.data?.emergencyStop ?? null
  const open = devices.data ? doubts(devices.data) : []
  const reset = useResetStop()
  const [asking, setAsking] = useState(false)
  const banner = useRef<HTMLDivElement>(null)
  const stopId = latch?.stopId

  useEffect(() => {
    if (stopId !== undefined) banner.current?.focus()
  }, [stopId])

  useEffect(() => {
    // A press that failed here has been overtaken when all gateways say, after it, that they are stopped.
    const failure = stopFailure.now()
    if (failure && devices.data && devices.dataUpdatedAt > failure.at && isConfirmed(devices.data))
      stopFailure.dismiss()
  }, [devices.data, devices.dataUpdatedAt])

  return (
    <div aria-live="assertive" role="alert">
      {latch && (
        <div className="stop-banner" ref={banner} tabIndex={-1}>
          <Group gap="sm" wrap="nowrap" align="flex-start">
            <IconAlertOctagon size={26} aria-hidden style={{ flex: 'none' }} />
            <div>
              {open.length === 0 ? (
                <Text fw={700}>Emergency stop: everything is off and stays off.</Text>
              ) : (
                <>
                  <Text fw={700}>Emergency stop pressed, and not confirmed by all:</Text>
                  <ul className="doubts">
                    {open.map((doubt) => (
                      <li key={doubt}>{doubt}</li>
                    ))}
                  </ul>
                </>
              )}
              <Text size="sm">
                Pressed by {latch.requestedBy} at {clock(latch.requestedAt)}.{' '}
                {isManager(member) ? 'Look at the devices, then reset.' : 'A manager can reset it.'}
              </Text>
            </div>
          </Group>
          {isManager(member) && (
            <Button color="dark" variant="white" onClick={() => setAsking(true)}>
              Reset…
            </Button>
          )}
        </div>
      )}
      <Modal
        opened={asking && latch !== null}
        onClose={() => setAsking(false)}
        title="Reset the emergency stop?"
        centered
      >
        <Stack>
          <Text size="sm">
            Devices may move again as soon as the next gift arrives. Make sure that nobody is near them.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" data-autofocus onClick={() => setAsking(false)}>
              Keep everything off
            </Button>
            <Button
              color="red"
              loading={reset.isPending}
              onClick={() => reset.mutate(undefined, { onSettled: () => setAsking(false) })}
            >
              Reset, devices may move
            </Button>
          </Group>
        </Stack>
      </Modal>
    </div>
  )
}
