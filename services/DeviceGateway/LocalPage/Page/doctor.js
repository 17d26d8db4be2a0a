import { byId, el, say } from "./dom.js";
import { get } from "./api.js";
import { text } from "./texts.js";

const tones = { Problem: "bad", Warning: "warn", Good: "good" };

function finding(one) {
  return el(
    "div",
    { class: `finding ${tones[one.severity]}` },
    el("strong", { textContent: `${one.about}: ${one.what}` }),
    one.why ? el("span", { class: "dim", textContent: one.why }) : null,
    one.todo ? el("span", { textContent: `→ ${one.todo}` }) : null,
  );
}

export function startDoctor() {
  byId("doctorRun").addEventListener("click", async () => {
    const place = byId("doctor");
    say(place, text("working"), "dim");
    try {
      const findings = await get("doctor");
      const isFine = findings.every(one => one.severity === "Good");
      place.className = "";
      place.replaceChildren(
        ...(isFine ? [el("p", { class: "good", textContent: text("doctorFine") })] : []),
        ...findings.map(finding),
      );
    } catch (error) {
      say(place, error.message || text("away"), "bad");
    }
  });
}
