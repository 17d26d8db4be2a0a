import { el, field, say } from "./dom.js";
import { board as pathOf, get, put } from "./api.js";
import { text } from "./texts.js";

const numbers = { maxMs: [0, 3600000], dutyPct: [0, 100], windowS: [0, 3600], flags: [0, 255], size: [0, 255] };

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
      el("button", { type: "button", textContent: text("configAdd"), onclick: () => list.append(row({ index: nextIndex() })) }),
      el("button", { type: "submit", class: "main", textContent: text("configSave") }),
      el("button", { type: "button", textContent: text("configReload"), onclick: () => read() }),
    ),
    note,
  );
  let types = [];

  const nextIndex = () => Math.max(-1, ...[...list.children].map(one => Number(one.dataset.index))) + 1;

  function row(device) {
    const type = el(
      "select",
      { name: "type" },
      ...[...new Set([...types.map(one => one.type), device.type].filter(Boolean))].map(one => el("option", { value: one, textContent: one })),
    );
    if (device.type) type.value = device.type;
    const made = el(
      "fieldset",
      { "data-index": device.index },
      field(text("deviceName"), el("input", { name: "name", value: device.name ?? "", required: true, maxLength: 7, pattern: "[A-Z][A-Z0-9_]{0,6}", title: text("deviceNameForm") })),
      field(text("deviceType"), type),
      field(text("devicePins"), el("input", { name: "pins", value: (device.pins ?? []).join(","), pattern: "[0-9]{1,3}([, ]+[0-9]{1,3})*", placeholder: "4" })),
      ...Object.entries(numbers).map(([name, [min, max]]) =>
        field(text(`config_${name}`), el("input", { name, type: "number", min, max, value: device[name] ?? (name === "maxMs" ? 1000 : name === "dutyPct" ? 100 : 0) })),
      ),
      el("button", { type: "button", class: "danger", textContent: text("configRemove"), onclick: () => made.remove() }),
    );
    return made;
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
