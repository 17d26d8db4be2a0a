import { byId, el, say } from "./dom.js";
import { board as pathOf, get, post } from "./api.js";
import { text } from "./texts.js";
import { refresh } from "./page.js";
import { deviceCard } from "./device.js";
import { configuration } from "./configure.js";

const cards = new Map();
let types = null;

/** The gateway's own list of device types; asked for once. */
async function readTypes() {
  types ??= get("device-types").catch(() => {
    types = null;
    return [];
  });
  return await types;
}

const tone = { Ready: "good", Connecting: "warn", EmergencyStopped: "bad", Failing: "bad", Quarantined: "warn", Offline: "warn" };

/** Draws everything anew at the next turn: the language has changed. */
export function forgetBoards() {
  for (const card of cards.values()) card.root.remove();
  cards.clear();
}

export function showBoards(local) {
  const seen = new Set();
  for (const board of local.status.boards) {
    const key = board.port;
    seen.add(key);
    let card = cards.get(key);
    // A port whose board is away for a moment, for an update say, keeps its card and what it says.
    if (!card || (board.boardId && card.uid !== board.boardId)) {
      card?.root.remove();
      card = newCard(board);
      cards.set(key, card);
      byId("boards").append(card.root);
    }
    update(card, board);
  }
  for (const [key, card] of cards) {
    if (seen.has(key)) continue;
    card.root.remove();
    cards.delete(key);
  }
  byId("noBoards").hidden = seen.size > 0;
}

function newCard(board) {
  const card = {
    uid: board.boardId,
    title: el("h3"),
    state: el("span", { class: "chip", role: "status" }),
    detail: el("p", { class: "note" }),
    facts: el("div", { class: "facts" }),
    note: el("p", { class: "note", role: "status", hidden: true }),
    confirm: el("button", { type: "button", class: "main", textContent: text("confirmBoard"), hidden: true }),
    devices: el("div", { class: "devices" }),
    shown: "",
    parts: new Map(),
  };
  card.update = el("button", { type: "button", textContent: text("updateBoard"), hidden: true, onclick: () => updateFirmware(card) });
  card.confirm.addEventListener("click", () => act(card, () => post(`${pathOf(card.stranger)}/confirm`), text("confirmed")));
  card.configuration = card.uid ? configuration(card.uid, readTypes) : null;
  card.root = el(
    "article",
    { class: "card board" },
    el("div", { class: "row between" }, card.title, card.state),
    card.detail,
    card.facts,
    el("div", { class: "row" }, card.confirm, card.update),
    card.note,
    card.devices,
    card.configuration,
  );
  return card;
}

async function act(card, what, done) {
  card.note.hidden = false;
  say(card.note, text("working"), "note");
  try {
    await what();
    say(card.note, done, "note good");
  } catch (error) {
    say(card.note, error.message || text("away"), "note bad");
  }
  refresh();
}

/** Begins an update, and says how it goes until it is over. */
async function updateFirmware(card) {
  if (!confirm(text("updateSure"))) return;
  const path = `${pathOf(card.uid)}/update`;
  card.note.hidden = false;
  say(card.note, text("working"), "note");
  try {
    let view = await post(path);
    while (view.state === "Running") {
      say(card.note, view.steps.at(-1) ?? text("working"), "note");
      await new Promise(resolve => setTimeout(resolve, 500));
      view = await get(path);
    }
    say(card.note, view.message ?? text("updated"), view.state === "Done" ? "note good" : "note bad");
  } catch (error) {
    say(card.note, error.message || text("away"), "note bad");
  }
  refresh();
}

function fact(name, value) {
  return el("span", {}, `${name} `, el("b", { textContent: value }));
}

function update(card, board) {
  say(card.title, board.boardId ? text("boardTitle", { id: board.boardId }) : board.port);
  say(card.state, text(`state${board.state}`), `chip ${tone[board.state] ?? ""}`);
  say(card.detail, board.detail ?? "", `note ${tone[board.state] ?? ""}`);
  card.detail.hidden = !board.detail;
  const facts = [
    [text("port"), board.port],
    [text("firmware"), board.firmware ?? "–"],
    [text("answer"), board.boardMs == null ? "–" : `${board.boardMs.toFixed(1)} ms`],
    [text("lineErrors"), String(board.lineErrors)],
    [text("waiting"), String(board.devices.reduce((sum, device) => sum + device.waiting, 0))],
  ];
  if (card.facts.dataset.shown !== JSON.stringify(facts)) {
    card.facts.dataset.shown = JSON.stringify(facts);
    card.facts.replaceChildren(...facts.map(([name, value]) => fact(name, value)));
  }
  // Its id stands in the gateway's own words only: it is not used, so it is not in its place.
  card.stranger = board.boardId || (board.detail?.match(/\b[0-9A-F]{8}\b/)?.[0] ?? "");
  card.confirm.hidden = board.state !== "Quarantined";
  card.update.hidden = board.state !== "Ready";
  if (card.configuration) card.configuration.hidden = board.devices.length === 0;
  showDevices(card, board);
}

function showDevices(card, board) {
  const form = JSON.stringify(board.devices.map(({ active, waiting, pressed, ...lasting }) => lasting));
  if (card.shown !== form) {
    card.shown = form;
    card.parts.clear();
    card.devices.replaceChildren();
    for (const device of board.devices) {
      const part = deviceCard(board.boardId, device, readTypes);
      card.parts.set(device.deviceId, part);
      card.devices.append(part.root);
    }
  }
  for (const device of board.devices)
    card.parts.get(device.deviceId)?.update(device, board.state === "Ready");
}
