import { byId, el, say } from "./dom.js";
import { get } from "./api.js";
import { text } from "./texts.js";

const tones = { Error: "bad", Problem: "bad", Warning: "warn", Ok: "good", Good: "good" };

function finding(one) {
  return el(
    "div",
    { class: `finding ${tones[one.severity] ?? "warn"}` },
    el("strong", { textContent: one.what }),
    one.why ? el("span", { class: "dim", textContent: one.why }) : null,
    one.todo ? el("span", { textContent: `→ ${one.todo}` }) : null,
  );
}

export function startDoctor() {
  byId("doctorRun").addEventListener("click", async () => {
    const place = byId("doctor");
    say(place, text("working"), "dim");
    try {
      const report = await get("doctor");
      const findings = report.findings ?? report;
      place.className = "";
      place.replaceChildren(
        ...(findings.length ? findings.map(finding) : [el("p", { class: "good", textContent: text("doctorFine") })]),
      );
    } catch (error) {
      say(place, error.message || text("away"), "bad");
    }
  });
}
