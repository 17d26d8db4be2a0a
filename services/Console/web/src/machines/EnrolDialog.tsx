import { Alert, Button, Code, CopyButton, Group, Image, Modal, Stack, Text, TextInput } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'react-router'
import { makeCode, type EnrolmentCode, type Machine } from '../api/machines'
import { duration } from '../live/words'
import { ProblemAlert } from '../parts/ProblemAlert'
import { useNow } from '../parts/useNow'
import classes from './Machines.module.css'
import { isHeard } from './state'

/** Lets a PC in: a name, then a code to type there, until the PC has come. */
export function EnrolDialog({ machines, close }: { machines: readonly Machine[]; close: () => void }) {
  const { t } = useTranslation('machines')
  const [gatewayId, setId] = useState('')
  const [madeAt, setMadeAt] = useState(0)
  const make = useMutation({
    mutationFn: () => makeCode(gatewayId.trim()),
    onMutate: () => setMadeAt(Date.now()),
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    make.mutate()
  }
  return (
    <Modal opened onClose={close} title={t('add')} size="lg">
      {make.data === undefined ? (
        <form onSubmit={submit}>
          <Stack>
            {make.isError && <ProblemAlert error={make.error} />}
            <Text size="sm">{t('enrol.intro')}</Text>
            <TextInput
              label={t('enrol.name')}
              description={t('enrol.nameHint')}
              placeholder="studio-1"
              required
              data-autofocus
              autoCapitalize="none"
              maxLength={40}
              value={gatewayId}
              onChange={(event) => setId(event.currentTarget.value)}
            />
            <Group justify="flex-end">
              <Button variant="default" mih={40} onClick={close}>
                {t('cancel')}
              </Button>
              <Button type="submit" mih={40} loading={make.isPending}>
                {t('enrol.make')}
              </Button>
            </Group>
          </Stack>
        </form>
      ) : (
        <Waiting
          code={make.data}
          arrived={machines.find((one) => hasCome(one, make.data.gatewayId, madeAt))}
          again={() => make.mutate()}
          close={close}
        />
      )}
    </Modal>
  )
}

/** Enrolled with this code, and heard since. A minute less: the two clocks may differ. */
const hasCome = (machine: Machine, gatewayId: string, madeAt: number) =>
  machine.gatewayId === gatewayId &&
  machine.enrolled !== null &&
  machine.enrolled.revokedAt === null &&
  Date.parse(machine.enrolled.at) > madeAt - 60_000 &&
  isHeard(machine)

function Waiting(props: {
  code: EnrolmentCode
  arrived: Machine | undefined
  again: () => void
  close: () => void
}) {
  const { t } = useTranslation('machines')
  const { code, arrived } = props
  const left = Date.parse(code.expiresAt) - useNow(1_000)
  if (arrived)
    return (
      <Stack>
        <Alert color="teal" variant="light" icon={<IconCheck />} title={t('enrol.arrived')} role="status">
          {t('enrol.arrivedHint', { name: arrived.gatewayId, computer: arrived.computer ?? '' })}
        </Alert>
        <Group justify="flex-end">
          <Button component={Link} to={`/machines/${arrived.gatewayId}`} mih={40} onClick={props.close}>
            {t('enrol.open')}
          </Button>
        </Group>
      </Stack>
    )
  return (
    <Stack>
      <div className={classes.enrol}>
        <div>
          <Text size="sm" c="dimmed">
            {t('enrol.code', { name: code.gatewayId })}
          </Text>
          <Text className={classes.code} aria-label={t('enrol.codeIs')}>
            {code.code}
          </Text>
          <Text size="sm" c={left > 0 ? 'dimmed' : 'red'} role="timer">
            {left > 0 ? t('enrol.left', { time: duration(left) }) : t('enrol.over')}
          </Text>
        </div>
        <Image src={code.qr} alt={t('enrol.qr')} w={150} h={150} radius="sm" />
      </div>
      <Command label={t('enrol.windows')} text={code.windows} />
      <Command label={t('enrol.linux')} text={code.linux} />
      <Text size="sm" c="dimmed">
        {t('enrol.page')}
      </Text>
      <Group justify="space-between">
        <Text size="sm" role="status">
          {left > 0 ? t('enrol.waiting') : ''}
        </Text>
        {left > 0 ? (
          <Button variant="default" mih={40} onClick={props.close}>
            {t('enrol.later')}
          </Button>
        ) : (
          <Button mih={40} onClick={props.again}>
            {t('enrol.again')}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function Command({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('machines')
  return (
    <div>
      <Group justify="space-between" mb={4}>
        <Text size="sm" fw={600}>
          {label}
        </Text>
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="xs"
              mih={40}
              variant="subtle"
              leftSection={copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
              onClick={copy}
            >
              {t(copied ? 'copied' : 'copy')}
            </Button>
          )}
        </CopyButton>
      </Group>
      <Code block className={classes.command}>
        {text}
      </Code>
    </div>
  )
}
