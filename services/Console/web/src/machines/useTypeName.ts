import { useTranslation } from 'react-i18next'
import type { DeviceType } from '../api/machines'

const known = ['SOL', 'RELAY', 'LED', 'FAN', 'MOT', 'SERVO', 'STRIP', 'BUZ', 'IN'] as const

/** What people call a type of device; one that a newer Console has is called as that says. */
export function useTypeName() {
  const { t } = useTranslation('machines')
  return (type: DeviceType) => {
    const word = known.find((one) => one === type.word)
    return word === undefined ? type.title : t(`type.${word}`)
  }
}
