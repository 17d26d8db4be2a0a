// Decodes a file of push frames with the npm package tiktok-live-connector, in a process of its own: the package's own
// functions, in the order in which its socket handler calls them, with a listener that counts on every event.
//
//   node peer-decode.mjs <folder with node_modules> <frames file>
//
// Reads "seconds" lines from its input; answers each with one JSON line.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';

const [modules, file] = process.argv.slice(2);
const require = createRequire(join(resolve(modules), 'driver.cjs'));
const { TikTokLiveConnection, WebcastEvent, deserializeWebSocketMessage } = await import(
  pathToFileURL(require.resolve('tiktok-live-connector'))
);

const bytes = readFileSync(file);
const frames = [];
for (let at = 0; at < bytes.length; ) {
  const length = bytes.readInt32LE(at);
  frames.push(Buffer.from(bytes.subarray(at + 4, at + 4 + length)));
  at += 4 + length;
}

let counts = {};
let failed = 0;
const connection = new TikTokLiveConnection('bench', {});
// A recorded end of a stream must not end the measurement.
connection.disconnect = async () => {};
for (const event of new Set(Object.values(WebcastEvent)))
  connection.on(event, () => {
    counts[event] = (counts[event] ?? 0) + 1;
  });
connection.on('error', () => {
  failed++;
});

async function pass() {
  let messages = 0;
  counts = {};
  failed = 0;
  for (const frame of frames) {
    const container = await deserializeWebSocketMessage(frame);
    const result = container.protoMessageFetchResult;
    messages += result.messages.length;
    for (const message of result.messages) if (message.decodeError) failed++;
    await connection.processProtoMessageFetchResult(result);
  }
  return messages;
}

const seconds = ({ user, system }) => (user + system) / 1e6;
for await (const line of createInterface({ input: process.stdin })) {
  const cpu = process.cpuUsage();
  const wall = performance.now();
  let messages = 0;
  do messages += await pass();
  while (seconds(process.cpuUsage(cpu)) < Number(line));
  console.log(
    JSON.stringify({
      messages,
      cpuSeconds: seconds(process.cpuUsage(cpu)),
      wallSeconds: (performance.now() - wall) / 1000,
      events: { ...counts, '(undecodable)': failed },
    }),
  );
}
