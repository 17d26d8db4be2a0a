import { Badge, Group, Loader, Paper, Stack, Text, Title } from '@mantine/core'
import { IconAlertTriangle, IconDeviceDesktop, IconPlugConnectedX } from '@tabler/icons-react'
import type { Gateway, SignedIn } from '../api/console'
import { BoardCard } from '../devices/BoardCard'
import { useDevices } from '../frame/useEmergencyStop'
import { clock } from '../live/words'
import { Empty } from '../parts/Empty'
import { ProblemAlert } from '../parts/ProblemAlert'

/** Gateways, their boards and devices: what is wrong, and what to do about it. */
export function DevicesPage({ member }: { member: SignedIn }) {
  const devices = useDevices()
  return (
    <Stack gap="lg">
      <Title order={1} size="h3">
        Devices
      </Title>
      {devices.isError && <ProblemAlert error={devices.error} retry={() => void devices.refetch()} />}
      {devices.isPending && <Loader aria-label="Loading" />}
      {devices.data?.gateways.length === 0 && (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title="No gateway has reported yet">
            Start the device gateway on the PC that the boards are plugged into, with this workspace&apos;s
            id. It appears here within two seconds.
          </Empty>
        </Paper>
      )}
      {devices.data?.gateways.map((gateway) => (
        <GatewaySection
          key={gateway.gatewayId}
          gateway={gateway}
          member={member}
          latched={devices.data.emergencyStop !== null}
        />
      ))}
    </Stack>
  )
}

function GatewaySection(props: { gateway: Gateway; member: SignedIn; latched: boolean }) {
  const { gateway } = props
  const id = `gateway-${gateway.gatewayId}`
  return (
    <section aria-labelledby={id}>
      <Group gap="sm" mb="xs">
        <IconDeviceDesktop size={20} aria-hidden />
        <Title order={2} size="h5" id={id}>
          {gateway.gatewayId}
        </Title>
        <GatewayBadge gateway={gateway} />
        <Text size="xs" c="dimmed">
          last heard {clock(gateway.at)}
        </Text>
      </Group>
      {gateway.detail && (
        <Group gap={8} mb="sm" wrap="nowrap" align="flex-start" role="status">
          <IconAlertTriangle size={18} aria-hidden className="warn" />
          <Text size="sm">{gateway.detail}</Text>
        </Group>
      )}
      {gateway.boards.length === 0 ? (
        <Paper withBorder>
          <Empty icon={<IconPlugConnectedX />} title="No board on this PC">
            Plug a board in by USB. The gateway finds it within a few seconds.
          </Empty>
        </Paper>
      ) : (
        <div className="boards">
          {gateway.boards.map((board) => (
            <BoardCard
              key={`${board.boardId} ${board.port}`}
              board={board}
              member={props.member}
              silent={gateway.silent}
              stopped={props.latched || gateway.emergencyStopped}
            />
          ))}
        </div>
      )}
    </section>
  )
}

function GatewayBadge({ gateway }: { gateway: Gateway }) {
  if (gateway.silent)
    return (
      <Badge color="red" variant="light">
        silent
      </Badge>
    )
  return gateway.emergencyStopped ? (
    <Badge color="red">stopped</Badge>
  ) : (
    <Badge color="teal" variant="light">
      running
    </Badge>
  )
}
