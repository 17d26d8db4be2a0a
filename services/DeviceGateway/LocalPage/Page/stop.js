import { byId, say } from "./dom.js";
import { post } from "./api.js";
import { text } from "./texts.js";
import { refresh, trouble } from "./page.js";

const button = byId("stop");
let pressed = 0;
// A stop of the Console wants another word, after another question.
let word = "reset";

async function stop() {
  // A finger's touch is followed by a click: one press, one stop.
  if (performance.now() - pressed < 400) return;
  pressed = performance.now();
  button.setAttribute("aria-busy", "true");
  try {
    await post("emergency-stop");
  } catch (error) {
    trouble(error.status ? error.message : text("stopUnheard"));
  }
  button.removeAttribute("aria-busy");
  refresh();
}

function askReset(sure, confirm = "reset") {
  word = confirm;
  say(byId("resetQuestion"), confirm === "reset" ? text("resetSure") : text("resetHere"));
  byId("resetAsk").hidden = sure;
  byId("resetSure").hidden = !sure;
  if (sure) byId("resetNo").focus();
}

export function showStop(isStopped) {
  const latched = byId("latched");
  const isNew = latched.hidden && isStopped;
  latched.hidden = !isStopped;
  // Who has scrolled down still sees at once that all is off, and where it is undone.
  if (isNew) window.scrollTo({ top: 0 });
  if (!isStopped) askReset(false);
}

export function startStop() {
  // When the finger comes down, not when it goes up: nobody waits in an emergency.
  button.addEventListener("pointerdown", stop);
  button.addEventListener("click", stop);
  document.addEventListener(
    "keydown",
    event => {
      if (event.key !== "Escape" && event.key !== "Pause") return;
      event.preventDefault();
      if (!event.repeat) stop();
    },
    true,
  );
  byId("reset").addEventListener("click", () => askReset(true));
  byId("resetNo").addEventListener("click", () => {
    askReset(false);
    byId("reset").focus();
  });
  byId("resetYes").addEventListener("click", async () => {
    try {
      await post("reset", { confirm: word });
      trouble("");
    } catch (error) {
      if (error.status === 409 && word === "reset") {
        askReset(true, "reset-here");
        return;
      }
      trouble(error.message || text("away"));
    }
    askReset(false);
    refresh();
  });
  say(button.querySelector(".stop-word"), text("stop"));
}
