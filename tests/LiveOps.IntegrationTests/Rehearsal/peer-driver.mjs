// Drives the npm package tiktok-live-connector as an independent client of a rehearsal room, in a process of its own.
//
//   node peer-driver.mjs --modules <folder with node_modules> --base http://127.0.0.1:PORT --user HANDLE
//                        [--print] [--until N] [--seconds S] [--silent]
//
// --print    one JSON line per decoded event: {"event", "msgId", ...}
// --until N  ends after N events; --seconds S ends after S seconds; else at the end of the stream
// --silent   no listener does anything but count: for measuring the decode rate
// Last line: {"summary": {...}} with counts by event, and wall and CPU time from the first event to the last.
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options } = parseArgs({
  options: {
    modules: { type: 'string' },
    base: { type: 'string' },
    user: { type: 'string' },
    until: { type: 'string' },
    seconds: { type: 'string' },
    print: { type: 'boolean', default: false },
    silent: { type: 'boolean', default: false },
  },
});
const require = createRequire(join(resolve(options.modules), 'driver.cjs'));
const { TikTokLiveConnection, SignConfig } = await import(pathToFileURL(require.resolve('tiktok-live-connector')));

const base = new URL(options.base);
SignConfig.basePath = base.origin;
// The package takes plain http for every host but the loopback names, so the wildcard address stands in for those.
const host = `0.0.0.0:${base.port}`;
const connection = new TikTokLiveConnection(options.user, {
  enableExtendedGiftInfo: true,
  webConfigOverrides: { TIKTOK_HOST_WEB: host, TIKTOK_HOST_WEBCAST: host },
  webClientOptions: { retry: { limit: 0 } },
});

const until = Number(options.until ?? 0);
const counts = {};
let events = 0;
let first;
let last;
let cpu;

function describe(event, data) {
  const common = data?.common ?? {};
  return {
    event,
    msgId: common.msgId,
    userId: data?.user?.id ?? data?.user?.userId,
    user: data?.user?.displayId ?? data?.user?.uniqueId,
    nickname: data?.user?.nickname,
    comment: data?.content ?? data?.comment,
    giftId: data?.giftId,
    giftName: data?.gift?.name,
    coins: data?.gift?.diamondCount,
    repeatCount: data?.repeatCount,
    repeatEnd: data?.repeatEnd,
    groupId: data?.groupId,
    fanTicketCount: data?.fanTicketCount,
    receiverId: data?.monitorInfo?.toUserId,
    likes: data?.count,
    total: data?.total,
    action: data?.action,
    raw: event === 'linkMicBattleItemCard' || event === 'linkMicBattleTask' ? data : undefined,
  };
}

function line(value) {
  process.stdout.write(
    JSON.stringify(value, (_, v) => (typeof v === 'bigint' ? v.toString() : v instanceof Uint8Array ? undefined : v)) + '\n',
  );
}

let finished = false;
async function finish(reason, code = 0) {
  if (finished) return;
  finished = true;
  const used = cpu ? process.cpuUsage(cpu) : { user: 0, system: 0 };
  line({
    summary: {
      reason,
      events,
      counts,
      wallMs: first ? last - first : 0,
      cpuMs: (used.user + used.system) / 1000,
    },
  });
  try {
    await connection.disconnect();
  } catch {
    // The stream may be over already.
  }
  process.exit(code);
}

const counted = [
  'gift', 'chat', 'like', 'follow', 'share', 'member', 'roomUser', 'subNotify', 'envelope', 'questionNew',
  'goalUpdate', 'linkMicBattleItemCard', 'linkmicBattleTask', 'linkMicBattleTask', 'streamEnd', 'controlMessage',
];
for (const event of counted) {
  connection.on(event, (data) => {
    first ??= performance.now();
    cpu ??= process.cpuUsage();
    last = performance.now();
    events++;
    counts[event] = (counts[event] ?? 0) + 1;
    if (options.print) line(describe(event, data));
    if (event === 'streamEnd') setTimeout(() => finish('streamEnd'), 50);
    else if (until > 0 && events >= until) setTimeout(() => finish('until'), 20);
  });
}
connection.on('error', (error) => {
  if (!options.silent) line({ error: String(error?.info ?? error?.message ?? error) });
});
connection.on('disconnected', () => setTimeout(() => finish('disconnected'), 50));

try {
  const state = await connection.connect();
  line({ connected: { roomId: state.roomId, gifts: connection.availableGifts?.length ?? 0 } });
} catch (error) {
  line({ failed: { name: error?.name, message: String(error?.message ?? error) } });
  process.exit(3);
}
if (options.seconds) setTimeout(() => finish('seconds'), Number(options.seconds) * 1000);
