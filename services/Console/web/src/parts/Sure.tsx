import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { ProblemAlert } from './ProblemAlert'

/** Asks before something that cannot be taken back. */
export function Sure(props: {
  title: string
  text: string
  action: string
  act: () => Promise<unknown>
  close: () => void
}) {
  const { t } = useTranslation('general')
  const run = useMutation({ mutationFn: props.act, onSuccess: props.close })
  return (
    <Modal opened onClose={props.close} title={props.title}>
      <Stack>
        {run.isError && <ProblemAlert error={run.error} />}
        <Text size="sm">{props.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" mih={40} onClick={props.close} data-autofocus>
            {t('cancel')}
          </Button>
          <Button color="red" mih={40} loading={run.isPending} onClick={() => run.mutate()}>
            {props.action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
