import { el, field, say } from "./dom.js";
import { board as pathOf, post } from "./api.js";
import { text } from "./texts.js";
import { refresh } from "./page.js";

const defaultMs = 500;

function facts({ type, pins, maxMs, dutyPct, windowS }) {
  const parts = [text("deviceFacts", { type, pins: pins.join(", ") || "–" })];
  if (maxMs > 0) parts.push(text("deviceMax", { max: maxMs }));
  if (dutyPct > 0 && dutyPct < 100) parts.push(text("deviceDuty", { duty: dutyPct, window: windowS }));
  return parts.join(", ");
}

/** One device with a button for each thing that it can do. */
export function deviceCard(uid, device, readTypes) {
  const state = el("span", { class: "dim" });
  const note = el("p", { class: "note", role: "status" });
  const actions = el("div", { class: "config" });
  const duration = el("input", {
    type: "number",
    min: 1,
    max: device.maxMs,
    value: Math.min(defaultMs, device.maxMs || defaultMs),
    inputMode: "numeric",
  });
  const buttons = [];

  function valuesOf(inputs) {
    if (!inputs.every(input => input.reportValidity())) return null;
    const values = inputs.flatMap(input => input.value.split(",")).map(value => value.trim());
    // Optional ones are left out from the right.
    while (values.length && values.at(-1) === "") values.pop();
    if (!values.includes("")) return values.map(Number);
    say(note, text("valuesGap"), "note bad");
    return null;
  }

  async function test(action, inputs) {
    const off = action === "STOP" || action === "OFF";
    if (!off && !duration.reportValidity()) return;
    const params = valuesOf(inputs);
    if (params === null) return;
    say(note, text("working"), "note");
    try {
      const answer = await post(`${pathOf(uid)}/devices/${encodeURIComponent(device.deviceId)}/test`, {
        action,
        durationMs: off ? 0 : Number(duration.value),
        params,
      });
      say(note, `${action}: ${answer.boardMs == null ? answer.detail : text("did", { ms: answer.boardMs.toFixed(1) })}`, "note good");
    } catch (error) {
      say(note, `${action}: ${error.message || text("away")}`, "note bad");
    }
    refresh();
  }

  /** For a type that a newer firmware has and this gateway does not know: the words are the person's. */
  function freeRow() {
    const word = el("input", { pattern: "[A-Z]{1,12}", required: true, value: "ON", maxLength: 12, title: text("actionForm") });
    const values = el("input", { pattern: "[0-9]{1,5}( *, *[0-9]{1,5}){0,2}", placeholder: text("optional"), title: text("valuesForm") });
    const button = el("button", {
      type: "button",
      textContent: text("test"),
      "aria-label": text("testFree", { device: device.deviceId }),
      onclick: () => word.reportValidity() && test(word.value, [values]),
    });
    buttons.push(button);
    return el("div", { class: "action" }, field(text("action"), word, "field short"), field(text("values"), values, "field short"), button);
  }

  function actionRow({ word, values, counts }) {
    const inputs = values.map(({ least, most }, index) =>
      el("input", {
        type: "number",
        min: least,
        max: most,
        placeholder: `${least}–${most}`,
        // Without it no allowed number of values is left.
        required: counts.every(count => count > index),
        inputMode: "numeric",
      }),
    );
    const button = el("button", {
      type: "button",
      textContent: word,
      "aria-label": text("testOf", { action: word, device: device.deviceId }),
      onclick: () => test(word, inputs),
    });
    buttons.push(button);
    return el("div", { class: "action" }, button, ...values.map(({ name, unit }, index) => field(unit ? `${name}, ${unit}` : name, inputs[index])));
  }

  readTypes().then(types => {
    const known = types.find(type => type.word === device.type);
    const stop = { word: "STOP", values: [], counts: [0] };
    actions.replaceChildren(
      ...(known ? known.actions.map(actionRow) : [freeRow()]),
      ...(known?.isInput ? [] : [actionRow(stop)]),
    );
  });

  const root = el(
    "div",
    { class: "device", "data-device": device.deviceId },
    el("div", { class: "row between" }, el("h3", {}, el("span", { class: "lamp" }), device.deviceId), state),
    el("p", { class: "dim", textContent: facts(device) }),
    device.maxMs > 0 ? field(text("duration"), duration, "field") : null,
    actions,
    note,
  );
  return {
    root,
    update(now, isReady) {
      root.classList.toggle("on", now.active || now.pressed === true);
      const is = now.pressed == null ? text(now.active ? "isOn" : "isOff") : text(now.pressed ? "isPressed" : "isReleased");
      say(state, now.waiting ? `${is}, ${text("waits", { count: now.waiting })}` : is);
      for (const button of buttons) button.disabled = !isReady;
    },
  };
}
