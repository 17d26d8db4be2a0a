import { Accordion, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { Sound } from '../api/overlays'
import { useRuleHints } from '../live/useRuleHints'
import { chime, goalKinds, places, type OverlaySettings, type Place } from '../overlay/types'
import { partsOf } from './kits'
import { LookForm } from './LookForm'
import classes from './Overlays.module.css'

interface Props {
  accountId: string
  settings: OverlaySettings
  set: (settings: OverlaySettings) => void
  faults: Readonly<Record<string, string[]>>
  sounds: readonly Sound[]
  readOnly: boolean
}

/** Everything that an overlay can be set to, part by part. */
export function SettingsForm({ accountId, settings, set, faults, sounds, readOnly }: Props) {
  const { t } = useTranslation('overlays')
  const shown: readonly string[] = partsOf(settings)
  const rules = useRuleHints(accountId, !readOnly)
  const likeRules = rules.flatMap((rule) =>
    rule.trigger.type === 'likes' ? [{ ...rule, trigger: rule.trigger }] : [],
  )
  const [rule, setRule] = useState<string | null>(null)

  /** Changes one part of the settings. */
  function change<P extends 'alerts' | 'leaderboard' | 'goal' | 'messages' | 'chat' | 'sounds' | 'look'>(
    part: P,
    values: Partial<OverlaySettings[P]>,
  ) {
    set({ ...settings, [part]: { ...settings[part], ...values } })
  }
  const faultOf = (name: string) => faults[name]?.join(' ')

  const toggle = (label: string, checked: boolean, onChange: (checked: boolean) => void) => (
    <Switch
      size="md"
      label={label}
      checked={checked}
      disabled={readOnly}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
  )
  const whole = (
    label: string,
    value: number,
    [min, max]: [number, number],
    onChange: (value: number) => void,
    more: { name?: string; hint?: string } = {},
  ) => (
    <NumberInput
      label={label}
      description={more.hint}
      min={min}
      max={max}
      clampBehavior="blur"
      allowDecimal={false}
      allowNegative={false}
      thousandSeparator
      readOnly={readOnly}
      value={value}
      onChange={(next) => typeof next === 'number' && onChange(next)}
      error={more.name && faultOf(more.name)}
    />
  )
  const placed = (part: 'alerts' | 'leaderboard' | 'goal' | 'messages' | 'chat') => (
    <Select
      label={t('place')}
      data={places.map((place) => ({ value: place, label: t(`places.${place}`) }))}
      value={settings[part].place}
      allowDeselect={false}
      readOnly={readOnly}
      onChange={(next) => next && change(part, { place: next as Place })}
    />
  )
  const titled = (part: 'leaderboard' | 'goal') => (
    <TextInput
      label={t('leaderboard.title')}
      description={t('leaderboard.titleHint')}
      maxLength={60}
      readOnly={readOnly}
      value={settings[part].title}
      onChange={(event) => change(part, { title: event.currentTarget.value })}
      error={faultOf(`${part}.title`)}
    />
  )
  const { alerts, leaderboard, goal, messages, chat, sounds: heard } = settings

  const sections: {
    name: 'alerts' | 'leaderboard' | 'goal' | 'messages' | 'chat' | 'sounds'
    body: ReactNode
  }[] = [
    {
      name: 'alerts',
      body: (
        <>
          {(['gifts', 'follows', 'shares', 'subscriptions'] as const).map((kind) => (
            <div key={kind}>
              {toggle(t(`alerts.${kind}`), alerts[kind], (checked) => change('alerts', { [kind]: checked }))}
            </div>
          ))}
          {toggle(t('alerts.coins'), alerts.coins, (coins) => change('alerts', { coins }))}
          {placed('alerts')}
          {whole(
            t('alerts.leastCoins'),
            alerts.leastCoins,
            [0, 1_000_000],
            (leastCoins) => change('alerts', { leastCoins }),
            { name: 'alerts.leastCoins', hint: t('alerts.leastCoinsHint') },
          )}
          {whole(
            t('alerts.shownSeconds'),
            alerts.shownSeconds,
            [2, 30],
            (shownSeconds) => change('alerts', { shownSeconds }),
            { name: 'alerts.shownSeconds' },
          )}
        </>
      ),
    },
    {
      name: 'leaderboard',
      body: (
        <>
          {toggle(t('show'), leaderboard.shown, (on) => change('leaderboard', { shown: on }))}
          {toggle(t('leaderboard.coins'), leaderboard.coins, (coins) => change('leaderboard', { coins }))}
          {whole(t('leaderboard.top'), leaderboard.top, [1, 10], (top) => change('leaderboard', { top }), {
            name: 'leaderboard.top',
          })}
          {placed('leaderboard')}
          {titled('leaderboard')}
        </>
      ),
    },
    {
      name: 'goal',
      body: (
        <>
          {toggle(t('show'), goal.shown, (on) => change('goal', { shown: on }))}
          {likeRules.length > 0 && (
            <Select
              label={t('goal.rule')}
              description={t('goal.ruleHint')}
              clearable
              readOnly={readOnly}
              data={likeRules.map(({ id, name }) => ({ value: id, label: name }))}
              value={rule}
              onChange={(next) => {
                setRule(next)
                const trigger = likeRules.find(({ id }) => id === next)?.trigger
                const when = goalKinds.find((kind) => kind === trigger?.when)
                if (trigger && when)
                  change('goal', { threshold: trigger.threshold, when, step: Math.max(1, trigger.step ?? 1) })
              }}
            />
          )}
          <Select
            label={t('goal.when')}
            data={goalKinds.map((kind) => ({ value: kind, label: t(`goal.kind.${kind}`) }))}
            value={goal.when}
            allowDeselect={false}
            readOnly={readOnly}
            onChange={(next) => next && change('goal', { when: next as typeof goal.when })}
          />
          {whole(
            t('goal.threshold'),
            goal.threshold,
            [1, 1_000_000_000],
            (threshold) => change('goal', { threshold }),
            { name: 'goal.threshold' },
          )}
          {goal.when === 'Progressive' &&
            whole(t('goal.step'), goal.step, [1, 1_000_000_000], (step) => change('goal', { step }), {
              name: 'goal.step',
            })}
          {placed('goal')}
          {titled('goal')}
        </>
      ),
    },
    {
      name: 'messages',
      body: (
        <>
          {toggle(t('show'), messages.shown, (on) => change('messages', { shown: on }))}
          {placed('messages')}
          <Text size="sm" c="dimmed">
            {t('messagesHint')}
          </Text>
        </>
      ),
    },
    {
      name: 'chat',
      body: (
        <>
          {toggle(t('show'), chat.shown, (on) => change('chat', { shown: on }))}
          {whole(t('chat.lines'), chat.lines, [1, 12], (lines) => change('chat', { lines }), {
            name: 'chat.lines',
          })}
          {placed('chat')}
        </>
      ),
    },
    {
      name: 'sounds',
      body: (
        <>
          {toggle(t('sound.ofRules'), heard.ofRules, (ofRules) => change('sounds', { ofRules }))}
          <Select
            label={t('sound.alert')}
            data={[
              { value: '', label: t('sound.none') },
              { value: chime, label: t('sound.chime') },
              ...sounds.map(({ name }) => ({ value: name, label: name })),
              ...(heard.alert === '' ||
              heard.alert === chime ||
              sounds.some(({ name }) => name === heard.alert)
                ? []
                : [{ value: heard.alert, label: heard.alert }]),
            ]}
            value={heard.alert}
            allowDeselect={false}
            readOnly={readOnly}
            onChange={(next) => change('sounds', { alert: next ?? '' })}
            error={faultOf('sounds.alert')}
          />
          {whole(t('sound.volume'), heard.volume, [0, 100], (volume) => change('sounds', { volume }), {
            name: 'sounds.volume',
          })}
        </>
      ),
    },
  ]

  return (
    <Accordion multiple defaultValue={['look']} variant="separated">
      <Accordion.Item value="look">
        <Accordion.Control>{t('look.title')}</Accordion.Control>
        <Accordion.Panel>
          <LookForm
            settings={settings}
            set={set}
            change={(values) => change('look', values)}
            faults={faults}
            readOnly={readOnly}
          />
        </Accordion.Panel>
      </Accordion.Item>
      {sections.map(({ name, body }) => (
        <Accordion.Item key={name} value={name}>
          <Accordion.Control>
            <Text component="span" c={shown.includes(name) ? undefined : 'dimmed'}>
              {t(`shows.${name}`)}
              {!shown.includes(name) && ' –'}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            <div className={classes.fields}>{body}</div>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  )
}
