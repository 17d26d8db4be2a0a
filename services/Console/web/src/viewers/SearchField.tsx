import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

/** How long nothing is typed until it is asked for, ms. */
const pause = 250

/** A text that is asked for once its writer pauses. */
export function SearchField(props: {
  label: string
  /** As it was asked for last. */
  value: string
  ask: (value: string) => void
  icon: ReactNode
  className?: string
}) {
  const { value, ask } = props
  const { t } = useTranslation('viewers')
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  const [sent, setSent] = useState(value)
  // Another value than the one that was sent from here: the address was changed elsewhere, with the back button say.
  if (value !== seen) {
    setSeen(value)
    if (value !== sent) {
      setText(value)
      setSent(value)
    }
  }
  const send = (next: string) => {
    setSent(next)
    ask(next)
  }
  const later = useDebouncedCallback(send, pause)
  return (
    <TextInput
      className={props.className}
      type="search"
      maxLength={100}
      autoComplete="off"
      placeholder={props.label}
      aria-label={props.label}
      leftSection={props.icon}
      rightSection={
        text !== '' && (
          <CloseButton
            aria-label={t('clear')}
            onClick={() => {
              later.cancel()
              setText('')
              send('')
            }}
          />
        )
      }
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value)
        later(event.currentTarget.value)
      }}
    />
  )
}
