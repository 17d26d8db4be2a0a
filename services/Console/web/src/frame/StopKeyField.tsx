import { Button, Group, Kbd, Stack, Text, Title } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isStop, keyNames, stopKey, stopKeyOf, useStopKey } from './stopKey'

/** Chooses one more key for the emergency stop, by pressing it. */
export function StopKeyField() {
  const { t } = useTranslation('stop')
  const own = useStopKey()
  const [listening, setListening] = useState(false)
  const [wrong, setWrong] = useState<'typed' | 'kept' | null>(null)

  useEffect(() => {
    if (!listening) return
    stopKey.beginChoice()
    const onKey = (event: KeyboardEvent) => {
      if (isStop(event, null)) return
      if (event.key === 'Tab') {
        setListening(false)
        return
      }
      event.preventDefault()
      event.stopImmediatePropagation()
      const key = event.key === 'Escape' ? 'cancel' : stopKeyOf(event)
      if (key === null) return
      if (key === 'typed' || key === 'kept') {
        setWrong(key)
        return
      }
      if (key !== 'cancel') stopKey.choose(key)
      setWrong(null)
      setListening(false)
    }
    window.addEventListener('keydown', onKey, { capture: true })
    return () => {
      stopKey.endChoice()
      window.removeEventListener('keydown', onKey, { capture: true })
    }
  }, [listening])

  return (
    <Stack gap={6} component="section">
      <Title order={2} size="h5">
        {t('key.title')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('key.hint', { keys: 'Ctrl + .' })}
      </Text>
      <Group gap="sm">
        {own ? (
          <Group gap={4}>
            {keyNames(own).map((name) => (
              <Kbd key={name}>{name}</Kbd>
            ))}
          </Group>
        ) : (
          <Text size="sm">{t('key.none')}</Text>
        )}
        <Button
          size="xs"
          mih={36}
          variant="default"
          onClick={() => setListening(true)}
          aria-pressed={listening}
        >
          {t(listening ? 'key.press' : 'key.choose')}
        </Button>
        {own && !listening && (
          <Button size="xs" mih={36} variant="subtle" color="gray" onClick={() => stopKey.choose(null)}>
            {t('key.remove')}
          </Button>
        )}
      </Group>
      <Text size="sm" c="red" role="status">
        {wrong && t(`key.${wrong}`)}
      </Text>
    </Stack>
  )
}
