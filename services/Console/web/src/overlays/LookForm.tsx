import {
  ColorInput,
  ColorSwatch,
  NumberInput,
  Select,
  Slider,
  Stack,
  Switch,
  Text,
  Textarea,
} from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { coloursOf } from '../overlay/look'
import { themes, type OverlaySettings } from '../overlay/types'
import { linesOf, variablesOf } from './kits'
import classes from './Overlays.module.css'

/** How an overlay looks: theme, colours, sizes, and what is finer than that. */
export function LookForm(props: {
  settings: OverlaySettings
  set: (settings: OverlaySettings) => void
  change: (values: Partial<OverlaySettings['look']>) => void
  faults: Readonly<Record<string, string[]>>
  readOnly: boolean
}) {
  const { t } = useTranslation('overlays')
  const { settings, set, change, faults, readOnly } = props
  const { look } = settings
  const theme = coloursOf({ ...look, accent: null, text: null, ground: null })
  const [text, setText] = useState(() => linesOf(look.variables))
  const variables = variablesOf(text)
  const wrong = typeof variables['wrong'] === 'string' ? variables['wrong'] : null
  const variableFaults = Object.entries(faults)
    .filter(([name]) => name.startsWith('look.variables.'))
    .map(([name, found]) => `${name.slice('look.variables.'.length)} ${found.join(' ')}`)
    .join(' ')
  return (
    <Stack gap="md">
      <div className={classes.fields}>
        <Select
          label={t('look.theme')}
          data={themes.map((one) => ({ value: one, label: t(`look.${one}`) }))}
          value={look.theme}
          allowDeselect={false}
          readOnly={readOnly}
          onChange={(next) => next && change({ theme: next as typeof look.theme })}
        />
        <Select
          label={t('language')}
          data={[
            { value: 'en', label: 'English' },
            { value: 'id', label: 'Bahasa Indonesia' },
          ]}
          value={settings.language}
          allowDeselect={false}
          readOnly={readOnly}
          onChange={(next) => next && set({ ...settings, language: next as 'en' | 'id' })}
        />
        {(['accent', 'text', 'ground'] as const).map((name) => (
          <ColorInput
            key={name}
            label={t(`look.${name}`)}
            description={t('look.ofTheme')}
            placeholder={theme[name]}
            format="hex"
            withEyeDropper={false}
            withPreview={false}
            leftSection={<ColorSwatch size={18} color={look[name] ?? theme[name]} aria-hidden />}
            readOnly={readOnly}
            value={look[name] ?? ''}
            onChange={(next) => change({ [name]: /^#[0-9a-f]{6}$/i.test(next) ? next : null })}
            error={faults[`look.${name}`]?.join(' ')}
          />
        ))}
        <NumberInput
          label={t('look.fontSize')}
          min={12}
          max={96}
          clampBehavior="blur"
          allowDecimal={false}
          readOnly={readOnly}
          value={look.fontSize}
          onChange={(next) => typeof next === 'number' && next >= 12 && change({ fontSize: next })}
          error={faults['look.fontSize']?.join(' ')}
        />
      </div>
      <div>
        <Text size="sm" fw={500} id="ground-opacity">
          {t('look.groundOpacity')}
        </Text>
        <Slider
          thumbProps={{ 'aria-labelledby': 'ground-opacity' }}
          min={0}
          max={100}
          step={5}
          disabled={readOnly}
          value={look.groundOpacity}
          onChange={(groundOpacity) => change({ groundOpacity })}
        />
      </div>
      <Switch
        size="md"
        label={t('look.animation')}
        checked={look.animation}
        disabled={readOnly}
        onChange={(event) => change({ animation: event.currentTarget.checked })}
      />
      <Textarea
        label={t('look.variables')}
        description={t('look.variablesHint')}
        autosize
        minRows={2}
        maxRows={8}
        readOnly={readOnly}
        styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
        value={text}
        onChange={(event) => {
          const next = event.currentTarget.value
          setText(next)
          const read = variablesOf(next)
          if (!('wrong' in read)) change({ variables: read })
        }}
        error={wrong !== null ? t('look.variableFault', { line: wrong }) : variableFaults || undefined}
      />
    </Stack>
  )
}
