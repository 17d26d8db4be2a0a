import { Badge } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { MachineBoard } from '../api/machines'
import { boardWord, type BoardWord } from './state'

const colors: Record<BoardWord, string> = {
  ready: 'teal',
  error: 'red',
  stopped: 'red',
  connecting: 'blue',
  unconfirmed: 'yellow',
  offline: 'gray',
  unknown: 'gray',
}

/** The state of a board by word and colour. */
export function BoardBadge({ board, known }: { board: MachineBoard; known: boolean }) {
  const { t } = useTranslation('machines')
  const word = boardWord(board, known)
  return (
    <Badge color={colors[word]} variant={word === 'stopped' ? 'filled' : 'light'} flex="none">
      {t(`state.${word}`)}
    </Badge>
  )
}
