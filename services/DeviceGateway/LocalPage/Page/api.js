/** What the gateway answers in case of an error: its words, and the number of the answer (0: no answer at all). */
export class Refused extends Error {
  constructor(message, status, body) {
    super(message);
    this.status = status;
    this.body = body;
  }
}

async function ask(method, path, body) {
  let answer;
  try {
    answer = await fetch(`/api/gateway/${path}`, {
      method,
      // A page of somebody else cannot send this header here.
      headers: { "X-LiveOps": "1", ...(body === undefined ? {} : { "Content-Type": "application/json" }) },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Refused("", 0);
  }
  const text = await answer.text();
  let content = null;
  try {
    content = text ? JSON.parse(text) : null;
  } catch {
    // Not the gateway's own words: the number of the answer stands for them.
  }
  if (answer.ok) return content;
  const errors = content?.errors
    ? Object.entries(content.errors).map(([where, what]) => `${where}: ${[what].flat().join(" ")}`)
    : [];
  throw new Refused([content?.detail ?? content?.title ?? `HTTP ${answer.status}`, ...errors].join(" "), answer.status, content);
}

export const get = path => ask("GET", path);
export const post = (path, body) => ask("POST", path, body ?? {});
export const put = (path, body) => ask("PUT", path, body);
export const board = uid => `boards/${encodeURIComponent(uid)}`;
