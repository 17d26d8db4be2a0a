import {
  Badge,
  Button,
  Code,
  Group,
  Image,
  Loader,
  PasswordInput,
  Stack,
  Text,
  TextInput,
} from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { meKey } from '../App'
import {
  beginSecondFactor,
  confirmSecondFactor,
  readSecondFactor,
  renewRecoveryCodes,
  switchSecondFactorOff,
} from '../api/team'
import { Panel } from '../parts/Panel'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useFormat } from '../words/useFormat'
import { teamKeys } from './keys'
import { Told } from './Told'

/** The second factor of whoever looks: on, off, or being set up. */
export function SecondFactorPanel() {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  const state = useQuery({ queryKey: teamKeys.factor, queryFn: readSecondFactor })
  const [codes, setCodes] = useState<string[] | null>(null)
  const changed = (recovery: string[] | null) => {
    setCodes(recovery)
    return client.invalidateQueries({ queryKey: teamKeys.factor })
  }
  // Only when the codes are written down: the page may change with it.
  const done = () => {
    setCodes(null)
    void client.invalidateQueries({ queryKey: meKey })
    void client.invalidateQueries({ queryKey: teamKeys.sessions })
  }
  return (
    <Panel
      title={t('factor.title')}
      aside={
        state.data && (
          <Badge variant="light" color={state.data.isOn ? 'teal' : 'gray'}>
            {t(state.data.isOn ? 'factor.on' : 'factor.off')}
          </Badge>
        )
      }
    >
      {state.isError && <ProblemAlert error={state.error} retry={() => void state.refetch()} />}
      {state.isPending && <Loader aria-label={t('loading')} />}
      {codes && (
        <Stack>
          <Told text={codes.join('\n')} hint={t('factor.codesHint')} />
          <Button mih={40} onClick={done}>
            {t('factor.codesKept')}
          </Button>
        </Stack>
      )}
      {!codes && state.data && !state.data.isOn && <SetUp done={changed} />}
      {!codes && state.data?.isOn && (
        <Change
          since={state.data.since ?? ''}
          left={state.data.recoveryCodesLeft}
          required={state.data.isRequired}
          done={(recovery) => changed(recovery).then(() => (recovery ? undefined : done()))}
        />
      )}
    </Panel>
  )
}

function SetUp({ done }: { done: (codes: string[]) => Promise<void> }) {
  const { t } = useTranslation('team')
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const begin = useMutation({
    mutationFn: () => beginSecondFactor(password),
    onSuccess: () => setPassword(''),
  })
  const confirm = useMutation({
    mutationFn: () => confirmSecondFactor(code.trim()),
    onSuccess: (on) => done(on.recoveryCodes),
    onError: () => setCode(''),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (begin.data) confirm.mutate()
    else begin.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm">{t('factor.why')}</Text>
        {(begin.error ?? confirm.error) && <ProblemAlert error={begin.error ?? confirm.error} />}
        {begin.data ? (
          <>
            <Text size="sm">{t('factor.scan')}</Text>
            <Image src={begin.data.qr} alt={t('factor.qr')} w={220} h={220} radius="sm" />
            <Text size="sm">
              {t('factor.byHand')} <Code style={{ overflowWrap: 'anywhere' }}>{begin.data.secret}</Code>
            </Text>
            <CodeInput label={t('step.title')} value={code} change={setCode} />
          </>
        ) : (
          <PasswordInput
            label={t('own.currentPassword')}
            autoComplete="current-password"
            required
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
          />
        )}
        <Group>
          <Button type="submit" mih={40} loading={begin.isPending || confirm.isPending}>
            {t(begin.data ? 'factor.confirm' : 'factor.setUp')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

function Change(props: {
  since: string
  left: number
  required: boolean
  done: (codes: string[] | null) => Promise<void>
}) {
  const { t } = useTranslation('team')
  const format = useFormat()
  const [password, setPassword] = useState('')
  const [code, setCode] = useState('')
  const forget = () => {
    setPassword('')
    setCode('')
  }
  const change = useMutation({
    mutationFn: (off: boolean) =>
      off
        ? switchSecondFactorOff(password, code.trim()).then(() => null)
        : renewRecoveryCodes(password, code.trim()).then((told) => told.recoveryCodes),
    onSuccess: (codes) => {
      forget()
      return props.done(codes)
    },
    onError: () => setCode(''),
  })
  const ready = password !== '' && code.trim() !== ''
  return (
    <Stack>
      <Text size="sm">{t('factor.since', { since: format.moment(props.since), count: props.left })}</Text>
      {change.isError && <ProblemAlert error={change.error} />}
      <Group align="flex-end">
        <PasswordInput
          label={t('own.currentPassword')}
          autoComplete="current-password"
          w={240}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        <CodeInput value={code} change={setCode} />
      </Group>
      <Group>
        <Button
          variant="default"
          mih={40}
          disabled={!ready || change.isPending}
          onClick={() => change.mutate(false)}
        >
          {t('factor.renew')}
        </Button>
        {!props.required && (
          <Button
            variant="light"
            color="red"
            mih={40}
            disabled={!ready || change.isPending}
            onClick={() => change.mutate(true)}
          >
            {t('factor.switchOff')}
          </Button>
        )}
      </Group>
      {props.required && (
        <Text size="sm" c="dimmed">
          {t('factor.required')}
        </Text>
      )}
    </Stack>
  )
}

/** Six digits of an app, or a recovery code. */
export function CodeInput(props: { value: string; change: (code: string) => void; label?: string }) {
  const { t } = useTranslation('team')
  return (
    <TextInput
      label={props.label ?? t('factor.code')}
      name="one-time-code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={40}
      value={props.value}
      onChange={(event) => props.change(event.currentTarget.value)}
    />
  )
}
