import { el, field, say } from "./dom.js";
import { board as pathOf, get, put } from "./api.js";
import { text } from "./texts.js";

const activeLow = 1;
const stopButton = 2;
const numbers = { maxMs: 3600000, dutyPct: 100, windowS: 3600, size: 255 };

/** The form for what hangs on which pin of a board. Read when it is opened, sent as a whole. */
export function configuration(uid, readTypes) {
  const note = el("p", { class: "note", role: "status" });
  const list = el("div", { class: "config" });
  const form = el(
    "form",
    { class: "config" },
    el("p", { class: "dim", textContent: text("configWarning") }),
    list,
    el(
      "div",
      { class: "row" },
      el("button", { type: "button", textContent: text("configAdd"), onclick: add }),
      el("button", { type: "submit", class: "main", textContent: text("configSave") }),
      el("button", { type: "button", textContent: text("configReload"), onclick: () => read() }),
    ),
    note,
  );
  let types = [];

  const nextIndex = () => Math.max(-1, ...[...list.children].map(one => Number(one.dataset.index))) + 1;

  function add() {
    const made = row({ index: nextIndex() });
    list.append(made);
    made.querySelector("select").dispatchEvent(new Event("change"));
    made.querySelector("input").focus();
  }

  function row(device) {
    const type = el(
      "select",
      { name: "type" },
      ...types.map(one => el("option", { value: one.word, textContent: `${one.word} · ${one.title}` })),
      types.some(one => one.word === device.type) || !device.type ? null : el("option", { value: device.type, textContent: device.type }),
    );
    if (device.type) type.value = device.type;
    const pins = el("input", { name: "pins", value: (device.pins ?? []).join(","), pattern: "[0-9]{1,3}([, ]+[0-9]{1,3})*", required: true });
    const stops = flag("config_stopButton", stopButton, device.flags);
    const made = el(
      "fieldset",
      { "data-index": device.index },
      field(text("deviceName"), el("input", { name: "name", value: device.name ?? "", required: true, maxLength: 7, pattern: "[A-Z][A-Z0-9_]{0,6}", title: text("deviceNameForm") })),
      field(text("deviceType"), type, "field"),
      field(text("devicePins"), pins),
      ...Object.entries(numbers).map(([name, max]) => field(text(`config_${name}`), el("input", { name, type: "number", min: 0, max, required: true, value: device[name] ?? 0 }))),
      flag("config_activeLow", activeLow, device.flags),
      stops,
      el("button", { type: "button", class: "danger", textContent: text("configRemove"), onclick: () => made.remove() }),
    );
    function hint() {
      const known = types.find(one => one.word === type.value);
      pins.placeholder = known?.wirings[0].join(",") ?? "";
      // Only what reports can stop.
      stops.hidden = !known?.isInput;
      if (stops.hidden) stops.querySelector("input").checked = false;
      pins.title = known?.wirings.map(wiring => wiring.join(", ")).join(" / ") ?? "";
      return known;
    }
    type.addEventListener("change", () => {
      const known = hint();
      if (!known) return;
      const usual = { maxMs: known.usualMaxMs, dutyPct: known.usualDutyPct, windowS: known.usualDutyPct % 100 ? 60 : 0, size: known.size ? 1 : 0 };
      for (const [name, value] of Object.entries(usual)) made.querySelector(`[name="${name}"]`).value = value;
    });
    hint();
    return made;
  }

  function flag(key, bit, flags) {
    return el("label", { class: "inline" }, el("input", { type: "checkbox", name: "flag", value: bit, checked: ((flags ?? 0) & bit) !== 0 }), text(key));
  }

  async function read() {
    say(note, text("working"), "note");
    try {
      types = await readTypes();
      const devices = await get(`${pathOf(uid)}/devices`);
      list.replaceChildren(...devices.map(row));
      say(note, "");
    } catch (error) {
      say(note, error.message || text("away"), "note bad");
    }
  }

  form.addEventListener("submit", async event => {
    event.preventDefault();
    say(note, text("working"), "note");
    const devices = [...list.children].map(part => {
      const value = name => part.querySelector(`[name="${name}"]`).value;
      return {
        index: Number(part.dataset.index),
        name: value("name"),
        type: value("type"),
        pins: value("pins").split(/[, ]+/).filter(Boolean).map(Number),
        ...Object.fromEntries(Object.keys(numbers).map(name => [name, Number(value(name))])),
        flags: [...part.querySelectorAll('[name="flag"]:checked')].reduce((sum, one) => sum + Number(one.value), 0),
      };
    });
    try {
      await put(`${pathOf(uid)}/devices`, devices);
      say(note, text("configSaved"), "note good");
    } catch (error) {
      say(note, error.message || text("away"), "note bad");
    }
  });

  const details = el("details", {}, el("summary", { textContent: text("config") }), form);
  details.addEventListener("toggle", () => {
    if (details.open) read();
  });
  return details;
}
