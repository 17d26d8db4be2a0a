import { Alert, Button, Drawer, Group, Modal, Paper, Text } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Suspense, lazy, useCallback, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useNavigate } from 'react-router'
import { isManager, type SignedIn } from '../../api/console'
import { Problem } from '../../api/http'
import { addRule, changeRule, readRule, type Catalogue, type Rule, type RuleDocument } from '../../api/rules'
import { ProblemAlert } from '../../parts/ProblemAlert'
import { useFormat } from '../../words/useFormat'
import { ExecutionsPanel } from '../ExecutionsPanel'
import { RuleDialogs, type Asked } from '../RuleDialogs'
import { SimulateDialog } from '../SimulateDialog'
import { emptyRule } from '../model/document'
import { rulesKey, useRules } from '../useRules'
import { useWatchedAccounts } from '../../live/useBooks'
import { Bar } from './Bar'
import classes from './Builder.module.css'
import { Inspector } from './Inspector'
import { KindList } from './KindList'
import { RestoredDraft } from './RestoredDraft'
import { StepList } from './StepList'
import { useBuilder, type Spot } from './useBuilder'
import { useKeys } from './useKeys'
import { forget, keptOf, useLeaving } from './useLeaving'
import { useStore } from './useStore'

const Canvas = lazy(() => import('./Canvas'))

/** On the light page the colour's own title is too faint. */
const plainTitle = { title: { color: 'var(--mantine-color-text)' } }

const documentOf = ({ name, enabled, trigger, conditions, policy, action }: Rule): RuleDocument => ({
  name,
  enabled,
  trigger,
  conditions,
  policy,
  action,
})

/** Where a rule is made: palette, drawing or list, and what is in the chosen box. */
export function Workshop(props: {
  member: SignedIn
  catalogue: Catalogue
  /** Null for a new one. */
  rule: Rule | null
  /** It was deleted while it was open. */
  gone: boolean
  account: string | undefined
  draft: RuleDocument | undefined
}) {
  const { t } = useTranslation('rules')
  const { rule, account, member } = props
  const format = useFormat()
  const navigate = useNavigate()
  const client = useQueryClient()
  const id = rule?.id ?? 'new'
  // Whoever signs in next in this tab has no business with it.
  const own = `${member.userId}.${id}`
  const [based, setBased] = useState(rule)
  const [kept] = useState(() => keptOf(own))
  const restored =
    props.draft === undefined && kept?.version === (rule?.version ?? 0) && isManager(member)
      ? kept
      : undefined
  const watched = useWatchedAccounts().data
  const accounts = useMemo(() => watched ?? [], [watched])
  const rules = useRules(account).data ?? []
  const builder = useBuilder({
    catalogue: props.catalogue,
    saved: rule === null ? emptyRule() : documentOf(rule),
    draft: props.draft ?? restored?.document,
    rules,
    readOnly: !isManager(member),
    isNew: rule === null,
  })
  const phone = useMediaQuery('(max-width: 800px)', window.innerWidth <= 800, {
    getInitialValueInEffect: false,
  })
  const [view, setView] = useState<'canvas' | 'list'>('canvas')
  const [spot, ask] = useState<Spot | null>(null)
  const [asked, askAbout] = useState<Asked | 'simulate' | 'runs' | null>(null)
  const side = useRef<HTMLDivElement>(null)
  const leaving = useLeaving(own, based?.version ?? 0, builder.document, builder.dirty)
  const newer = rule !== null && based !== null && rule.version > based.version ? rule : null
  const list = phone || view === 'list'
  const saved = async (now: Rule, sent: RuleDocument) => {
    forget(own)
    builder.markSaved(sent, documentOf(now))
    setBased(now)
    client.setQueryData([...rulesKey, 'one', now.id], now)
    await client.invalidateQueries({ queryKey: [...rulesKey, 'list'] })
    notifications.show({ color: 'teal', message: t('builder.saved', { version: now.version }) })
    if (now.id !== id) void navigate(`/rules/${now.id}`, { replace: true })
  }
  const save = useMutation({
    mutationFn: ({ over, anew, sent }: { over?: Rule; anew?: boolean; sent: RuleDocument }) => {
      const base = over ?? based
      return base === null || anew === true ? addRule(sent, account) : changeRule(base, sent)
    },
    onSuccess: (now, { sent }) => saved(now, sent),
    // Who was faster is shown with what they saved.
    onError: (error) => {
      if (error instanceof Problem && error.status === 409)
        void client.fetchQuery({
          queryKey: [...rulesKey, 'one', id],
          queryFn: () => readRule(id),
          staleTime: 0,
        })
    },
  })
  const mayFault = save.error instanceof Problem && save.error.status === 409 && newer !== null
  const edit = useCallback(
    () => side.current?.querySelector<HTMLElement>('input, textarea, button')?.focus(),
    [],
  )
  const store = useStore(builder, () => save.mutate({ sent: builder.document }))
  useKeys({ builder, ask, edit, save: store })
  const simulated = useMemo(
    () => ({
      accountId: account ?? accounts[0]?.id,
      rules: [{ ...builder.document, enabled: true }],
      ...(rule !== null && (account ?? accounts[0]?.id) !== undefined && { inPlaceOf: rule.id }),
    }),
    [account, accounts, builder.document, rule],
  )
  return (
    <div className={classes.page}>
      <Bar
        builder={builder}
        rule={rule}
        account={account}
        handle={accounts.find((one) => one.id === account)?.handle}
        saving={save.isPending}
        save={store}
        view={phone ? null : view}
        setView={setView}
        ask={askAbout}
        manager={isManager(member)}
      />
      <RestoredDraft at={restored?.at} builder={builder} />
      {save.isError && !mayFault && <ProblemAlert error={save.error} />}
      {props.gone && (
        <Alert color="yellow" styles={plainTitle} title={t('builder.conflict')}>
          <Group>
            <Text size="sm">{t('builder.gone')}</Text>
            <Button onClick={() => save.mutate({ anew: true, sent: builder.document })}>
              {t('builder.saveAsNew')}
            </Button>
          </Group>
        </Alert>
      )}
      {newer && !props.gone && (
        <Alert color="yellow" styles={plainTitle} title={t('builder.conflict')} role="alert">
          <Text size="sm" mb="xs">
            {t('builder.conflictText', {
              who: newer.updatedBy,
              version: newer.version,
              when: format.moment(newer.updatedAt),
            })}
          </Text>
          <Group gap="xs">
            <Button
              variant="default"
              onClick={() => {
                builder.replace(documentOf(newer))
                setBased(newer)
                save.reset()
              }}
            >
              {t('builder.takeTheirs')}
            </Button>
            {builder.dirty && !builder.readOnly && (
              <Button color="yellow" onClick={() => save.mutate({ over: newer, sent: builder.document })}>
                {t('builder.keepMine')}
              </Button>
            )}
          </Group>
        </Alert>
      )}
      {list ? (
        <div className={phone ? undefined : classes.work} data-slim="true">
          <Paper
            withBorder={!phone}
            className={phone ? undefined : classes.side}
            bg={phone ? 'none' : undefined}
          >
            <StepList builder={builder} ask={ask} />
            {phone && (
              <Button variant="default" fullWidth mt="md" onClick={() => builder.select('rule')}>
                {t('builder.settings')}
              </Button>
            )}
          </Paper>
          {!phone && (
            <Paper withBorder className={classes.side} ref={side}>
              <Inspector builder={builder} />
            </Paper>
          )}
        </div>
      ) : (
        <div className={classes.work} data-slim={builder.readOnly}>
          {!builder.readOnly && (
            <Paper
              withBorder
              className={`${classes.side} ${classes.palette}`}
              component="section"
              aria-label={t('builder.add')}
            >
              <KindList
                catalogue={builder.catalogue}
                families={['condition', 'action']}
                drag
                choose={(family, form) => builder.add(family, form, builder.spotAfter(builder.selected))}
              />
            </Paper>
          )}
          <Suspense fallback={<div />}>
            <Canvas builder={builder} ask={ask} />
          </Suspense>
          <Paper
            withBorder
            className={classes.side}
            ref={side}
            component="section"
            aria-label={t('builder.properties')}
          >
            <Inspector builder={builder} />
          </Paper>
        </div>
      )}
      {!list && !builder.readOnly && <div className={classes.keys}>{t('builder.keys')}</div>}
      {phone && (
        <Drawer
          opened={builder.selected !== null && spot === null}
          onClose={() => builder.select(null)}
          position="bottom"
          size="85%"
          title={t('builder.properties')}
        >
          <Inspector builder={builder} />
        </Drawer>
      )}
      <Modal opened={spot !== null} onClose={() => ask(null)} title={t('builder.add')}>
        <KindList
          catalogue={builder.catalogue}
          families={[
            ...(spot?.condition !== undefined ? (['condition'] as const) : []),
            ...(spot?.place !== undefined ? (['action'] as const) : []),
          ]}
          focus
          choose={(family, form) => {
            if (spot) builder.add(family, form, spot)
            ask(null)
          }}
        />
      </Modal>
      <Modal opened={leaving.to !== null} onClose={leaving.stay} title={t('builder.leave')}>
        <Text size="sm" mb="md">
          {t('builder.leaveText')}
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={leaving.stay} data-autofocus>
            {t('builder.stay')}
          </Button>
          <Button
            color="red"
            onClick={() => {
              forget(own)
              void navigate(leaving.to ?? '/rules')
            }}
          >
            {t('builder.go')}
          </Button>
        </Group>
      </Modal>
      {asked === 'simulate' && (
        <SimulateDialog
          form={simulated}
          account={account ?? accounts[0]?.id}
          title={builder.document.name || t('builder.new')}
          {...(rule !== null && { only: rule.id })}
          close={() => askAbout(null)}
        />
      )}
      {asked === 'runs' && rule !== null && (
        <Modal opened onClose={() => askAbout(null)} title={t('builder.runs')} size="lg">
          <ExecutionsPanel account={undefined} rule={rule.id} member={member} />
        </Modal>
      )}
      {asked !== null && typeof asked === 'object' && (
        <RuleDialogs asked={asked} account={account} accounts={accounts} close={() => askAbout(null)} />
      )}
    </div>
  )
}
