import { Button } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DeviceType, MachineDevice } from '../api/machines'
import classes from './Machines.module.css'
import { TestAnswer } from './TestAnswer'
import { quickTest } from './tests'
import { useTest } from './useTest'

/** Moves one device for a moment and says beside the button what the board answered. */
export function TestButton(props: {
  boardId: string
  device: MachineDevice
  type: DeviceType | undefined
  disabled: boolean
}) {
  const { t } = useTranslation('machines')
  const { device } = props
  const test = useTest(props.boardId, device.deviceId)
  const quick = quickTest(device, props.type)
  return (
    <div className={classes.test}>
      <Button
        size="xs"
        mih={40}
        variant="default"
        disabled={props.disabled}
        loading={test.isPending}
        onClick={() => test.run(quick)}
        aria-label={t('test.quick', { device: device.deviceId, ms: quick.durationMs })}
      >
        {t('device.test')}
      </Button>
      <div className={classes.answer} role="status">
        {test.commandId !== undefined && <TestAnswer key={test.commandId} commandId={test.commandId} />}
      </div>
    </div>
  )
}
