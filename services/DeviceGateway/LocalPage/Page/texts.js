const response = await fetch("texts.json");
const table = await response.json();
const storageKey = "liveops.language";

export let language = localStorage.getItem(storageKey) ?? (navigator.language.startsWith("id") ? "id" : "en");
if (!(language in table)) language = "en";

/** The text of a key, with {name} replaced. */
export function text(key, values = {}) {
  const found = table[language][key] ?? table.en[key] ?? key;
  return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export function speak(chosen) {
  language = chosen;
  localStorage.setItem(storageKey, chosen);
  applyTexts();
}

/** Puts the texts of the page's fixed parts where they belong. */
export function applyTexts() {
  document.documentElement.lang = language;
  for (const node of document.querySelectorAll("[data-text]")) node.textContent = text(node.dataset.text);
}

export const time = iso => new Date(iso).toLocaleTimeString(language, { hour12: false });
