import { Text, TextInput, UnstyledButton } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState, type KeyboardEvent } from 'react'
import { useTranslation } from 'react-i18next'
import type { Catalogue, Form } from '../../api/rules'
import { formsOf, type Family } from '../model/catalogue'
import { useWords } from '../useRules'
import classes from './Builder.module.css'
import { dragOf, type Dragged } from './drag'
import { KindIcon } from './KindIcon'

/** Every kind of step that the catalogue knows, to choose from, or to drag where it shall stand. */
export function KindList(props: {
  catalogue: Catalogue
  families: readonly Family[]
  choose: (family: Family, form: Form) => void
  drag?: boolean
  focus?: boolean
}) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const [find, setFind] = useState('')
  const wanted = find.trim().toLocaleLowerCase()
  const groups = props.families.map((family) => ({
    family,
    forms: formsOf(props.catalogue, family).filter((form) =>
      `${words(form.title)} ${words(form.meaning)} ${form.title}`.toLocaleLowerCase().includes(wanted),
    ),
  }))
  const first = groups.find(({ forms }) => forms.length > 0)
  const onKeyDown = (event: KeyboardEvent) => {
    const form = first?.forms[0]
    if (event.key === 'Enter' && form !== undefined && first !== undefined) {
      event.preventDefault()
      props.choose(first.family, form)
    }
  }
  return (
    <div className={classes.kinds}>
      <TextInput
        type="search"
        aria-label={t('builder.findKind')}
        placeholder={t('builder.findKind')}
        leftSection={<IconSearch size={16} aria-hidden />}
        {...(props.focus && { 'data-autofocus': true })}
        value={find}
        onChange={(event) => setFind(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {groups.map(({ family, forms }) => (
        <div key={family} role="group" aria-label={t(`builder.${family}s`)}>
          {forms.length > 0 && (
            <Text size="xs" c="dimmed" fw={600} mt="xs" mb={4}>
              {t(`builder.${family}s`)}
            </Text>
          )}
          {forms.map((form) => (
            <UnstyledButton
              key={form.type}
              className={classes.kindRow}
              data-family={family}
              title={words(form.meaning)}
              draggable={props.drag === true}
              onDragStart={(event) => {
                const dragged: Dragged = { family, type: form.type ?? '' }
                event.dataTransfer.setData(dragOf(family), JSON.stringify(dragged))
                event.dataTransfer.effectAllowed = 'copyMove'
              }}
              onClick={() => props.choose(family, form)}
            >
              <KindIcon type={form.type} family={family} />
              <span>
                {words(form.title)}
                {!props.drag && <small>{words(form.meaning)}</small>}
              </span>
            </UnstyledButton>
          ))}
        </div>
      ))}
      {first === undefined && (
        <Text size="sm" c="dimmed">
          {t('builder.noKind')}
        </Text>
      )}
    </div>
  )
}
