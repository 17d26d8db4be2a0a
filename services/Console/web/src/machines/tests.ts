import type { DeviceAction, DeviceTest, DeviceType, MachineDevice } from '../api/machines'

/** A short pulse, in ms: long enough to see, short enough for a solenoid. */
const pulseMs = 200

/** For a type that a newer firmware has and this page does not know. */
const unknown: DeviceAction = { word: 'ON', values: [], counts: [0], fileValues: [] }

export const actionsOf = (type: DeviceType | undefined): readonly DeviceAction[] => type?.actions ?? [unknown]

/** What the button does: what shows best that the device works, for a moment. */
export function quickTest(device: MachineDevice, type: DeviceType | undefined): DeviceTest {
  const actions = actionsOf(type)
  const action = actions.find((one) => one.word === type?.best) ?? actions[0] ?? unknown
  return {
    action: action.word,
    durationMs: Math.min(pulseMs, device.maxMs),
    params: usualValues(action),
  }
}

/** Values to begin with: none where none are needed, else those that a rule would give, else the middle. */
export function usualValues(action: DeviceAction): number[] {
  if (action.counts.includes(0)) return []
  if (action.counts.includes(action.fileValues.length)) return action.fileValues
  const count = Math.min(...action.counts)
  return action.values.slice(0, count).map(({ least, most }) => Math.round((least + most) / 2))
}

/** The longest that a test of this device may be, ms. */
export const longestTest = (device: MachineDevice, testMostMs: number) =>
  Math.max(1, Math.min(device.maxMs, testMostMs))
