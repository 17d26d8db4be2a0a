'use strict';

const byId = (id) => document.getElementById(id);
const handle = byId('handle');
handle.value = location.hash.slice(1) || localStorage.getItem('room') || '';
let runId = null;

function say(text, bad = false) {
  byId('note').textContent = text;
  byId('note').classList.toggle('bad', bad);
}

// Addresses are relative, so the page also works behind a path of another origin.
async function call(method, path, body) {
  const answer = await fetch(path, {
    method,
    headers: body === undefined ? {} : { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(json.detail ?? `The server answered ${answer.status}.`);
  return json;
}

const room = () => `api/rooms/${encodeURIComponent(handle.value.trim())}`;
const user = () => (byId('user').value.trim() ? { user: byId('user').value.trim() } : {});
const act = (name, body = {}) => call('POST', `${room()}/${name}`, { ...body, ...user() });
const fault = (body) => call('POST', `${room()}/faults`, body);

const deeds = {
  start: () => call('POST', `${room()}/start`, {}),
  stop: () => call('POST', `${room()}/stop`, {}),
  stopSilent: () => call('POST', `${room()}/stop`, { withoutControlMessage: true }),
  viewers: () => call('POST', `${room()}/viewers`, { viewers: Number(byId('viewers').value) }),
  rose: () => act('gifts', { gift: 'Rose' }),
  gift: () =>
    act('gifts', { gift: byId('gift').value, count: Number(byId('count').value), streak: byId('streak').checked }),
  comment: () => act('comments', { text: byId('text').value }),
  like: () => act('likes', { count: 15 }),
  follow: () => act('follows'),
  share: () => act('shares'),
  join: () => act('joins'),
  subscribe: () => act('subscribes'),
  scenario: async () => {
    const run = await call('POST', `${room()}/scenario`, { scenario: byId('scenario').value });
    runId = run.id;
    return run;
  },
  cancel: () => (runId ? call('DELETE', `api/runs/${runId}`) : Promise.reject(new Error('Nothing plays.'))),
  drop: () => fault({ dropSocket: { now: true } }),
  silence: () => fault({ silenceMs: 20000 }),
  garbage: () => fault({ garbageFrame: { now: true } }),
  unknown: () => fault({ unknownType: { now: true } }),
  disorder: () => fault({ duplicate: 0.3, reorder: 0.3 }),
  sign429: () => fault({ sign: { status: 429, retryAfter: 5, times: 1 } }),
  blocked: () => fault({ handshake: { msg: 'DEVICE_BLOCKED', status: '415', times: 1 } }),
  history: () => fault({ historyReplay: { kinds: 'All', count: 200 } }),
  clear: () => call('DELETE', `${room()}/faults`),
};

function told(what, answer) {
  if (answer.messages !== undefined) {
    const sockets = answer.consumers === 1 ? '1 socket' : `${answer.consumers} sockets`;
    const unheard = answer.consumers ? '' : ' (nobody is connected: not served)';
    return `${what}: ${answer.messages} message(s) to ${sockets}${unheard}`;
  }
  return `${what}: ${answer.state ?? answer.status ?? 'done'}`;
}

document.addEventListener('click', async (event) => {
  const button = event.target.closest('button[data-do]');
  if (!button) return;
  if (!handle.value.trim()) {
    say('Name a room first: letters, digits, dots and underscores.', true);
    handle.focus();
    return;
  }
  button.disabled = true;
  try {
    say(told(button.textContent, await deeds[button.dataset.do]()));
    localStorage.setItem('room', handle.value.trim());
    history.replaceState(null, '', `#${handle.value.trim()}`);
  } catch (error) {
    say(error.message, true);
  } finally {
    button.disabled = false;
  }
});

const lines = [
  ['Messages', 'messages'],
  ['Coins', 'coins'],
  ['Gift units', 'giftUnits'],
  ['Likes', 'likes'],
  ['Comments', 'comments'],
  ['Follows', 'follows'],
  ['Shares', 'shares'],
  ['Joins', 'joins'],
];

function row(cells) {
  const tr = document.createElement('tr');
  for (const cell of cells) {
    const td = document.createElement('td');
    td.textContent = cell;
    tr.append(td);
  }
  return tr;
}

function describe(message) {
  const count = message.repeatCount ? ` x${message.repeatCount}` : message.likeCount ? ` +${message.likeCount}` : '';
  const unheard = message.servedAt ? '' : ' (not served)';
  return `${message.at.slice(11, 23)} ${message.kind}${count} ${message.handle ?? ''}${unheard}`;
}

async function refresh() {
  const rooms = await call('GET', 'api/rooms');
  byId('rooms').replaceChildren(...rooms.map((r) => new Option(r.handle)));
  if (!handle.value && rooms.length && document.activeElement !== handle) handle.value = rooms[0].handle;
  const mine = rooms.find((r) => r.handle.toLowerCase() === handle.value.trim().toLowerCase());
  byId('state').textContent = mine ? `${mine.handle}: ${mine.status}, ${mine.consumers} connected` : 'no room';
  byId('state').className = mine?.status === 'live' ? 'live' : '';
  if (!mine) return;
  const [truth, faults, messages] = await Promise.all([
    call('GET', `${room()}/truth`),
    call('GET', `${room()}/faults`),
    call('GET', `${room()}/messages?limit=30`),
  ]);
  const frames = truth.acknowledged;
  byId('truth').replaceChildren(
    ...lines.map(([name, key]) => row([name, truth.offered[key], truth.served[key]])),
    row(['Frames acknowledged', '', `${frames.framesAcknowledged} of ${frames.framesSent}`]),
  );
  byId('faults').textContent = Object.keys(faults).length ? JSON.stringify(faults) : 'none';
  byId('messages').replaceChildren(
    ...messages.reverse().map((message) => {
      const li = document.createElement('li');
      li.textContent = describe(message);
      return li;
    }),
  );
  if (runId) {
    const run = await call('GET', `api/runs/${runId}`);
    const total = run.total ? ` of ${run.total}` : '';
    byId('run').textContent = `${run.what}: ${run.state}, ${run.done}${total}${run.error ? `: ${run.error}` : ''}`;
  }
}

async function begin() {
  const [gifts, scenarios] = await Promise.all([call('GET', 'api/gifts'), call('GET', 'api/scenarios')]);
  byId('gift').replaceChildren(...gifts.map((gift) => new Option(`${gift.name} (${gift.coins})`, gift.id)));
  byId('scenario').replaceChildren(...Object.keys(scenarios).map((name) => new Option(name)));
  for (;;) {
    await refresh().catch((error) => say(error.message, true));
    await new Promise((done) => setTimeout(done, document.hidden ? 3000 : 700));
  }
}

begin().catch((error) => say(error.message, true));
