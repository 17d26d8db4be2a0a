import {
  Button,
  Group,
  Paper,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
  type TextInputProps,
} from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState, type ChangeEvent, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { problem } from '../../api/http'
import { changeViewer, type WholeProfile } from '../../api/viewers'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFormat } from '../../words/useFormat'
import { viewersKey } from '../useViewers'
import classes from './Detail.module.css'
import { changesOf, charactersOf, formOf, longestNotes, type ProfileForm } from './profileForm'

type TextField = {
  [field in keyof ProfileForm]: ProfileForm[field] extends string ? field : never
}[keyof ProfileForm]

const short: readonly (readonly [TextField, TextInputProps])[] = [
  ['birthday', { type: 'date' }],
  ['gender', {}],
  ['country', { placeholder: 'ID' }],
  ['language', { placeholder: 'pt-BR' }],
  ['discordUsername', { autoCapitalize: 'none' }],
  ['ttsVoice', {}],
  ['followerCount', { inputMode: 'numeric' }],
  ['followingCount', { inputMode: 'numeric' }],
]

const hinted = ['country', 'language', 'birthday', 'loyaltyPoints'] as const

/** Everything that the team may write of a viewer. What was typed stays while the profile changes underneath. */
export function Editor({ viewer, account }: { viewer: WholeProfile; account: string }) {
  const { t } = useTranslation('viewers')
  const format = useFormat()
  const client = useQueryClient()
  const [draft, setDraft] = useState<Partial<ProfileForm>>({})
  const form = { ...formOf(viewer), ...draft }
  const changes = changesOf(viewer, form)
  const changed = Object.keys(changes).length
  const save = useMutation({
    mutationFn: () => changeViewer(viewer.userId, account, changes),
    onSuccess: async () => {
      notifications.show({ color: 'teal', message: t('saved') })
      await client.invalidateQueries({ queryKey: viewersKey })
      setDraft({})
    },
  })
  const faults = save.isError ? problem(save.error).fields : {}
  const set = <F extends keyof ProfileForm>(field: F, value: ProfileForm[F]) =>
    setDraft((known) => ({ ...known, [field]: value }))
  const text = (field: TextField) => ({
    label: t(`fields.${field}`),
    description: hinted.some((one) => one === field)
      ? t(`fieldHints.${field as (typeof hinted)[number]}`)
      : undefined,
    value: form[field],
    error: faults[field]?.join(' '),
    autoComplete: 'off',
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      set(field, event.currentTarget.value),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (changed > 0) save.mutate()
  }
  const length = charactersOf(form.notes)
  return (
    <form onSubmit={submit}>
      <Paper withBorder p="md">
        {save.isError && (
          <div className={classes.refused}>
            <ProblemAlert
              error={save.error}
              labels={{ verified: t('fields.verified') }}
              marked={Object.keys(form).filter((field) => field !== 'verified')}
            />
          </div>
        )}
        <div className={classes.form}>
          <div className={classes.wide}>
            <Textarea {...text('notes')} autosize minRows={3} maxRows={12} />
            <Text size="xs" mt={4} ta="right" c={length > longestNotes ? 'red' : 'dimmed'}>
              {format.whole(length)} / {format.whole(longestNotes)}
            </Text>
          </div>
          <TagsInput
            className={classes.wide}
            label={t('fields.tags')}
            description={t('bulk.tagsHint')}
            value={form.tags}
            error={faults.tags?.join(' ')}
            maxTags={50}
            acceptValueOnBlur
            splitChars={[',']}
            clearable
            onChange={(tags) => set('tags', tags)}
          />
          <TextInput {...text('loyaltyPoints')} inputMode="numeric" />
          {short.map(([field, attributes]) => (
            <TextInput key={field} {...text(field)} {...attributes} />
          ))}
          <Textarea className={classes.wide} {...text('bio')} autosize minRows={2} maxRows={8} />
          <Switch
            className={classes.wide}
            label={t('fields.verified')}
            checked={form.verified}
            onChange={(event) => set('verified', event.currentTarget.checked)}
          />
        </div>
        <Group justify="flex-end" mt="md">
          {changed > 0 && (
            <Button variant="default" onClick={() => setDraft({})}>
              {t('discard')}
            </Button>
          )}
          <Button type="submit" disabled={changed === 0} loading={save.isPending}>
            {t('save')}
          </Button>
        </Group>
      </Paper>
    </form>
  )
}
