import {
  ActionIcon,
  Badge,
  Button,
  Group,
  Menu,
  SegmentedControl,
  Switch,
  Title,
  Tooltip,
} from '@mantine/core'
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconArrowLeft,
  IconDeviceFloppy,
  IconDots,
  IconHistory,
  IconListCheck,
  IconPlayerPlay,
  IconVectorBezier2,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import type { Rule } from '../../api/rules'
import type { Asked } from '../RuleDialogs'
import classes from './Builder.module.css'
import type { Builder } from './useBuilder'

/** Above the drawing: the rule's name and state, and what is done with the whole of it. */
export function Bar(props: {
  builder: Builder
  rule: Rule | null
  account: string | undefined
  handle: string | undefined
  saving: boolean
  save: () => void
  /** Null: a phone has no choice. */
  view: 'canvas' | 'list' | null
  setView: (view: 'canvas' | 'list') => void
  ask: (what: Asked | 'simulate' | 'runs') => void
  manager: boolean
}) {
  const { builder, rule } = props
  const { t } = useTranslation('rules')
  const back = `/rules${props.account === undefined ? '' : `?account=${props.account}`}`
  return (
    <div className={classes.bar}>
      <Group gap="xs" className={classes.title}>
        <ActionIcon
          component={Link}
          to={back}
          variant="subtle"
          color="gray"
          size={40}
          aria-label={t('builder.back')}
        >
          <IconArrowLeft size={20} />
        </ActionIcon>
        <Title order={1} size="h4">
          <bdi>{builder.document.name || t('builder.new')}</bdi>
        </Title>
        <Badge variant="default" tt="none">
          {props.account === undefined ? t('shared') : `@${props.handle ?? '?'}`}
        </Badge>
        <State builder={builder} />
      </Group>
      <Group gap="xs">
        {props.view !== null && (
          <SegmentedControl
            aria-label={t('builder.view')}
            value={props.view}
            onChange={(view) => props.setView(view as 'canvas' | 'list')}
            data={[
              { value: 'canvas', label: t('builder.canvas') },
              { value: 'list', label: t('builder.list') },
            ]}
          />
        )}
        <Switch
          label={t('builder.on')}
          disabled={builder.readOnly}
          checked={builder.document.enabled}
          onChange={(event) => builder.put({ ...builder.document, enabled: event.currentTarget.checked })}
        />
        {!builder.readOnly && (
          <>
            <Tooltip label={`${t('builder.undo')} (Ctrl + Z)`}>
              <ActionIcon
                variant="default"
                size={40}
                aria-label={t('builder.undo')}
                disabled={!builder.canUndo}
                onClick={builder.undo}
              >
                <IconArrowBackUp size={18} />
              </ActionIcon>
            </Tooltip>
            <Tooltip label={`${t('builder.redo')} (Ctrl + Shift + Z)`}>
              <ActionIcon
                variant="default"
                size={40}
                aria-label={t('builder.redo')}
                disabled={!builder.canRedo}
                onClick={builder.redo}
              >
                <IconArrowForwardUp size={18} />
              </ActionIcon>
            </Tooltip>
          </>
        )}
        <Button
          variant="default"
          leftSection={<IconVectorBezier2 size={18} aria-hidden />}
          disabled={!builder.complete}
          onClick={() => props.ask('simulate')}
        >
          {t('simulate.open')}
        </Button>
        {rule !== null && <More {...props} rule={rule} />}
        {!builder.readOnly && (
          <Button
            leftSection={<IconDeviceFloppy size={18} aria-hidden />}
            disabled={!builder.dirty || !(builder.complete || builder.checking || builder.untold > 0)}
            loading={props.saving}
            onClick={props.save}
          >
            {t('builder.save')}
          </Button>
        )}
      </Group>
    </div>
  )
}

function State({ builder }: { builder: Builder }) {
  const { t } = useTranslation('rules')
  const faults = Object.keys(builder.faults).length
  if (builder.readOnly)
    return (
      <Badge color="gray" variant="light" tt="none">
        {t('builder.readOnly')}
      </Badge>
    )
  return (
    <Group gap={6} role="status" wrap="nowrap">
      {faults > 0 ? (
        <Badge color="red" variant="light" tt="none">
          {t('builder.faults', { count: faults })}
        </Badge>
      ) : (
        <Badge color={builder.complete ? 'teal' : 'gray'} variant="light" tt="none">
          {builder.untold > 0
            ? t('builder.untold', { count: builder.untold })
            : t(builder.complete ? 'builder.good' : 'builder.checking')}
        </Badge>
      )}
      {builder.dirty && (
        <Badge color="yellow" variant="dot" tt="none">
          {t('builder.unsaved')}
        </Badge>
      )}
    </Group>
  )
}

function More(props: {
  builder: Builder
  rule: Rule
  ask: (what: Asked | 'runs') => void
  manager: boolean
}) {
  const { t } = useTranslation('rules')
  const { rule, builder, ask } = props
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size={40} aria-label={t('more')}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {props.manager && (
          <Menu.Item
            leftSection={<IconPlayerPlay size={16} aria-hidden />}
            disabled={builder.dirty || !rule.enabled}
            title={builder.dirty ? t('builder.testHint') : undefined}
            onClick={() => ask({ what: 'fire', rule })}
          >
            {t('builder.test')}
          </Menu.Item>
        )}
        <Menu.Item leftSection={<IconListCheck size={16} aria-hidden />} onClick={() => ask('runs')}>
          {t('builder.runs')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconHistory size={16} aria-hidden />}
          onClick={() => ask({ what: 'history', rule })}
        >
          {t('history.open')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
