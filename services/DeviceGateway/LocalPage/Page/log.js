import { byId, el } from "./dom.js";
import { get } from "./api.js";
import { time } from "./texts.js";

const kept = 500;
const ranks = { Information: 0, Warning: 1, Error: 2, Critical: 2 };
const tones = { Warning: "warn", Error: "bad", Critical: "bad" };
let lines = [];
let last = 0;

/** The gateway was started anew: its lines begin at one again. */
export function forgetLog() {
  lines = [];
  last = 0;
  byId("log").replaceChildren();
}

export async function readLog() {
  const fresh = await get(`log?after=${last}`);
  if (fresh.length === 0) return;
  last = fresh.at(-1).number;
  lines = [...lines, ...fresh].slice(-kept);
  draw();
}

function draw() {
  const log = byId("log");
  const from = Number(byId("logLevel").value);
  // Somebody who reads further up is left there.
  const atEnd = log.scrollTop + log.clientHeight >= log.scrollHeight - 30;
  log.replaceChildren(
    ...lines
      .filter(line => (ranks[line.level] ?? 0) >= from)
      .map(line =>
        el("li", { class: tones[line.level] ?? "" }, el("time", { dateTime: line.at, textContent: time(line.at) }), line.text),
      ),
  );
  if (atEnd) log.scrollTop = log.scrollHeight;
}

export function startLog() {
  byId("logLevel").addEventListener("change", draw);
}
