import { byId, say } from "./dom.js";
import { get, post } from "./api.js";
import { text } from "./texts.js";

/** Shows the form while this PC belongs to nobody. */
export async function readEnrolment() {
  try {
    const enrolment = await get("enrolment");
    byId("enrolment").hidden = enrolment.enrolled;
    say(byId("enrolWhy"), enrolment.detail ?? text("enrolWhy"));
  } catch {
    byId("enrolment").hidden = true;
  }
}

export function startEnrolment() {
  byId("enrolForm").addEventListener("submit", async event => {
    event.preventDefault();
    const note = byId("enrolNote");
    const form = new FormData(event.target);
    say(note, text("working"), "note");
    try {
      const answer = await post("enrolment", { url: form.get("url"), code: form.get("code").trim() });
      say(note, answer?.detail ?? text("enrolled"), "note good");
      event.target.reset();
      setTimeout(readEnrolment, 3000);
    } catch (error) {
      say(note, error.message || text("away"), "note bad");
    }
  });
  readEnrolment();
}
