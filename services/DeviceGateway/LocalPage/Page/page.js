import { byId, say } from "./dom.js";
import { get } from "./api.js";
import { applyTexts, language, speak, text, time } from "./texts.js";
import { showStop, startStop } from "./stop.js";
import { forgetBoards, showBoards } from "./boards.js";
import { forgetLog, readLog, startLog } from "./log.js";
import { startDoctor } from "./doctor.js";
import { readEnrolment, startEnrolment } from "./enrolment.js";

const interval = 1000;
let latest = null;
let enrolment = null;
let run = null;
let busy = false;

/** Says above everything what went wrong; an empty text takes it away. */
export function trouble(message) {
  const note = byId("trouble");
  note.hidden = !message;
  say(note, message);
}

export async function refresh() {
  if (busy) return;
  busy = true;
  try {
    latest = await get("local");
    enrolment = await readEnrolment();
    if (byId("trouble").dataset.away) trouble("");
    delete byId("trouble").dataset.away;
    if (run !== latest.runId) forgetLog();
    run = latest.runId;
    show();
    await readLog();
  } catch (error) {
    byId("trouble").dataset.away = "1";
    trouble(error.status ? error.message : text("away"));
    say(byId("broker"), text("gatewayAway"), "chip bad");
  } finally {
    busy = false;
  }
}

function show() {
  const { status } = latest;
  const name = enrolment.state === "NotEnrolled" ? text("nobodys") : text("title", { id: status.gatewayId });
  say(byId("gateway"), name);
  document.title = `${status.emergencyStopped ? "■ " : ""}${name} · LiveOps`;
  if (!enrolment.enrolled) say(byId("broker"), text("notEnrolled"), "chip warn");
  else if (latest.brokerConnected) say(byId("broker"), text("brokerThere"), "chip good");
  else say(byId("broker"), text("brokerAway", { since: time(latest.brokerAwaySince) }), "chip bad");
  byId("queue").hidden = latest.unreportedResults === 0;
  say(
    byId("queue"),
    text("unreported", { count: latest.unreportedResults }),
    latest.unreportedResults >= latest.unreportedLimit ? "chip bad" : "chip warn",
  );
  byId("fallback").hidden = !latest.fallback;
  if (latest.fallback) say(byId("fallback"), latest.fallback.detail, latest.fallback.isFiring ? "chip warn" : "chip");
  showStop(status.emergencyStopped);
  showBoards(latest);
}

byId("language").value = language;
byId("language").addEventListener("change", event => {
  speak(event.target.value);
  forgetBoards();
  if (latest) show();
  refresh();
});
applyTexts();
startStop();
startLog();
startDoctor();
startEnrolment();
await refresh();
setInterval(refresh, interval);
