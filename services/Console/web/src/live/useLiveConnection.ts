import { HubConnectionBuilder, HubConnectionState, LogLevel } from '@microsoft/signalr'
import { useQueryClient, type QueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { readLive, type DevicesView, type Latches, type LiveUpdate } from '../api/console'
import { tellOfAlert } from '../health/alertNews'
import { pinStream, type PinChange } from '../api/rehearsal'
import { statesKey, type LastStates } from '../offline/lastKnown'
import { liveStore } from './store'
import type { WiringOf } from './pins'
import { tellOfViewer, viewerNews, type ViewerNews } from './viewerNews'

export const devicesKey = ['devices'] as const

/** How often the devices are asked for, in ms: only the answer tells which gateways are silent. */
const devicesEvery = 3_000

/** How often the states are put where they can be found again without a connection, in ms. */
const statesEvery = 3_000

/** Silence of the hub, in ms, after which it is doubted. It says something every two seconds at least. */
const hubSilence = 6_000

/** How long a lost connection may take to come back before it is called lost, in ms. */
const comesBackWithin = 2_000

/** How long the hub may take to answer that a connection may begin, in ms. */
const negotiatedWithin = 10_000

const retries = [0, 500, 1_000, 2_000, 5_000]

/** Keeps the hub open while a member is signed in, and the devices that every page shows up to date. */
export function useLiveConnection() {
  const client = useQueryClient()
  useEffect(() => {
    const wiringOf = wiringIn(client)
    const hub = new HubConnectionBuilder()
      .withUrl('/hubs/live', { headers: { 'X-LiveOps': '1' }, timeout: negotiatedWithin })
      .withAutomaticReconnect({
        nextRetryDelayInMilliseconds: (retry) => retries[retry.previousRetryCount] ?? 5_000,
      })
      .withServerTimeout(hubSilence)
      .configureLogging(LogLevel.None)
      .build()
    let over = false
    const last = client.getQueryData<LastStates>(statesKey)
    if (last !== undefined) liveStore.states(last)
    const showRoom = async () => {
      const room = liveStore.room()
      const last = await hub.invoke<LiveUpdate | null>('show-room', room).catch(() => null)
      if (last !== null && !over && liveStore.room() === room) liveStore.last(last, wiringOf)
    }
    const load = async () => {
      liveStore.link('connected')
      void client.invalidateQueries({ queryKey: devicesKey })
      void showRoom()
      const now = await readLive().catch(() => null)
      if (now !== null && !over) liveStore.update(now, wiringOf)
    }
    const open = async () => {
      while (!over && hub.state === HubConnectionState.Disconnected) {
        try {
          await hub.start()
          await load()
        } catch {
          if (over) return
          liveStore.link('away')
          await new Promise((resolve) => setTimeout(resolve, 2_000))
        }
      }
    }
    hub.on('live', (update: LiveUpdate) => {
      liveStore.update(update, wiringOf)
      if (update.gateways.length > 0) takeGateways(client, update)
    })
    hub.on('emergencyStop', (latches: Latches) => takeLatches(client, () => latches))
    hub.on('alert', tellOfAlert)
    for (const kind of viewerNews) hub.on(kind, (news: ViewerNews) => tellOfViewer(kind, news))
    hub.onreconnecting(() => {
      liveStore.link('reconnecting')
      // A console that hangs refuses nothing: there is no error to wait for.
      setTimeout(() => {
        if (!over && hub.state === HubConnectionState.Reconnecting) liveStore.link('away')
      }, comesBackWithin)
    })
    hub.onreconnected(() => void load())
    hub.onclose(() => {
      if (!over) void open()
    })
    liveStore.whenRoomChanges(() => {
      if (hub.state === HubConnectionState.Connected) void showRoom()
    })
    void open()
    // A clock of its own: the query's starts again with whatever a gateway says, and would never be done.
    const asking = setInterval(
      () => void client.invalidateQueries({ queryKey: devicesKey }, { cancelRefetch: false }),
      devicesEvery,
    )
    const keeping = setInterval(() => {
      if (hub.state === HubConnectionState.Connected)
        client.setQueryData<LastStates>(statesKey, { at: Date.now(), ...liveStore.now() })
    }, statesEvery)
    return () => {
      over = true
      clearInterval(asking)
      clearInterval(keeping)
      void hub.stop()
      liveStore.clear()
    }
  }, [client])
}

/** Shows what happens in this account's room for as long as the page is open. */
export function useRoom(accountId: string | undefined) {
  useEffect(() => {
    liveStore.show(accountId ?? null)
    return () => liveStore.show(null)
  }, [accountId])
}

/** Pin changes of simulated boards, where a rehearsal runs. */
export function usePinStream(enabled: boolean) {
  const client = useQueryClient()
  useEffect(() => {
    if (!enabled) return
    const wiringOf = wiringIn(client)
    const source = new EventSource(pinStream)
    source.addEventListener('pin', (message: MessageEvent<string>) => {
      liveStore.pin(JSON.parse(message.data) as PinChange, wiringOf)
    })
    return () => source.close()
  }, [client, enabled])
}

/** Says at once on this screen what the hub will tell the others. */
export function takeLatches(client: QueryClient, change: (known: Latches) => Latches) {
  client.setQueryData<DevicesView>(devicesKey, (known) => ({
    gateways: known?.gateways ?? [],
    ...change({ emergencyStop: known?.emergencyStop ?? null, stoppedParts: known?.stoppedParts ?? [] }),
  }))
  // What the gateways say to it is asked at once.
  void client.invalidateQueries({ queryKey: devicesKey })
}

function takeGateways(client: QueryClient, update: LiveUpdate) {
  client.setQueryData<DevicesView>(devicesKey, (known) => {
    if (known === undefined) return known
    const byId = new Map(
      [...known.gateways, ...update.gateways].map((gateway) => [gateway.gatewayId, gateway]),
    )
    return {
      ...known,
      gateways: [...byId.values()].sort((a, b) => a.gatewayId.localeCompare(b.gatewayId)),
    }
  })
}

function wiringIn(client: QueryClient): WiringOf {
  return (boardId, deviceId) => {
    const board = client
      .getQueryData<DevicesView>(devicesKey)
      ?.gateways.flatMap((gateway) => gateway.boards)
      .find((known) => known.boardId === boardId)
    const device = board?.devices.find((known) => known.deviceId === deviceId)
    return board && device && { port: board.port, pins: device.pins }
  }
}
