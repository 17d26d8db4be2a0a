import { Button, Text, UnstyledButton } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { formOf, nextSlot, slotsOf, type Slot } from '../model/catalogue'
import { partAt, stepsAt, type Path } from '../model/document'
import { useWords } from '../useRules'
import classes from './Builder.module.css'
import { domId } from './domId'
import { StepBox } from './StepBox'
import type { Builder, Spot } from './useBuilder'

interface Props {
  builder: Builder
  ask: (spot: Spot) => void
}

/** The rule from top to bottom, branches indented: what a phone shows in place of the drawing. */
export function StepList(props: Props) {
  const { t } = useTranslation('rules')
  const { document } = props.builder
  return (
    <ol className={classes.list} aria-label={t('builder.steps')}>
      <Box {...props} id="trigger" />
      {document.conditions.map((_, n) => (
        <Box key={n} {...props} id={`conditions[${n}]`} />
      ))}
      <Add {...props} label={t('builder.addCondition')} spot={{ condition: document.conditions.length }} />
      <Chain {...props} slot="action" of={undefined} />
    </ol>
  )
}

function Box({ builder, id }: Props & { id: Path }) {
  const node = builder.nodeAt(id)
  if (node === undefined) return null
  return (
    <li>
      <UnstyledButton
        id={domId(id)}
        data-node={id}
        className={classes.box}
        data-chosen={builder.selected === id}
        data-family={node.kind}
        data-faulty={(builder.byNode[id]?.length ?? 0) > 0}
        onClick={() => builder.select(id)}
      >
        <StepBox builder={builder} node={node} />
      </UnstyledButton>
    </li>
  )
}

function Chain(props: Props & { slot: Path; of: Slot | undefined }) {
  const { t } = useTranslation('rules')
  const { builder, slot } = props
  const steps = stepsAt(builder.document, slot)
  const faulty = steps.length === 0 && (builder.byNode[slot]?.length ?? 0) > 0
  return (
    <>
      {steps.map((path) => (
        <Step key={path} {...props} path={path} />
      ))}
      <Add
        {...props}
        faulty={faulty}
        label={t(
          steps.length > 0
            ? 'builder.add'
            : props.of !== undefined && !props.of.field.required
              ? 'builder.optional'
              : 'builder.empty',
        )}
        spot={{ place: { slot, index: steps.length } }}
      />
    </>
  )
}

function Step({ path, ...props }: Props & { path: Path }) {
  const { t } = useTranslation('rules')
  const words = useWords()
  const { builder } = props
  const part = partAt(builder.document, path) ?? {}
  const form = formOf(builder.catalogue, 'action', part)
  const slots = slotsOf(form, part, path)
  const further = nextSlot(form, part, path)
  return (
    <>
      <Box {...props} id={path} />
      {(slots.length > 0 || further !== undefined) && (
        <li className={classes.nested}>
          {slots.map((slot, n) => (
            <div key={slot.path}>
              <Text size="xs" c="dimmed" fw={600}>
                {slot.field.list ? t('builder.branchOf', { n: n + 1 }) : words(slot.field.label)}
              </Text>
              <ol className={classes.list}>
                <Chain {...props} slot={slot.path} of={slot} />
              </ol>
            </div>
          ))}
          {further !== undefined && (
            <ol className={classes.list}>
              <Add
                {...props}
                label={t('builder.addBranch')}
                spot={{ place: { slot: further, index: 0 } }}
                faulty={false}
              />
            </ol>
          )}
        </li>
      )}
    </>
  )
}

function Add(props: Props & { label: string; spot: Spot; faulty?: boolean }) {
  if (props.builder.readOnly) return null
  return (
    <li>
      <Button
        variant="subtle"
        color={props.faulty ? 'red' : undefined}
        size="sm"
        h={40}
        leftSection={<IconPlus size={16} aria-hidden />}
        onClick={() => props.ask(props.spot)}
      >
        {props.label}
      </Button>
    </li>
  )
}
