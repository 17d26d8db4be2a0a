import { Alert, Button, Center, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { signOut, type DevicesView, type SignedIn } from '../api/console'
import { StopAlert } from '../frame/StopAlert'
import { StopButton } from '../frame/StopButton'
import { devicesKey } from '../live/useLiveConnection'
import { SecondFactorPanel } from './SecondFactorPanel'

/** All that a session may do whose workspace asks for a second factor. */
export default function SetUpFirst({ member }: { member: SignedIn }) {
  const { t } = useTranslation('team')
  const client = useQueryClient()
  // What is stopped is not to be read here; what was pressed here is known.
  const pressed = useQuery<DevicesView>({ queryKey: devicesKey, enabled: false }).data?.emergencyStop
  const leave = () =>
    void signOut()
      .catch(() => undefined)
      .then(() => client.resetQueries())
  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w="100%" maw={520}>
        <StopAlert signedIn />
        {/* Whoever sees that something goes wrong can end it, whatever else the session may not do. */}
        <Group justify="flex-end">
          <StopButton />
        </Group>
        {pressed && (
          <Alert color="red" variant="filled" role="alert">
            {t('first.stopped', { name: pressed.requestedBy })}
          </Alert>
        )}
        <Title order={1} size="h3">
          {t('first.title')}
        </Title>
        <Text>{t('first.hint', { workspace: member.workspaceName })}</Text>
        <SecondFactorPanel />
        <Button variant="subtle" mih={40} onClick={leave}>
          {t('first.leave')}
        </Button>
      </Stack>
    </Center>
  )
}
