import { byId, say } from "./dom.js";
import { get, post } from "./api.js";
import { text } from "./texts.js";

/** Shows the form while this PC belongs to nobody, also when it was thrown out meanwhile; returns how it stands. */
export async function readEnrolment() {
  const enrolment = await get("enrolment");
  if (enrolment.enrolled) say(byId("enrolNote"), "", "note");
  byId("enrolment").hidden = enrolment.enrolled;
  say(byId("enrolTitle"), enrolment.state === "Revoked" ? text("enrolAgain") : text("enrolTitle"));
  say(byId("enrolWhy"), enrolment.detail ?? text("enrolWhy"));
  return enrolment;
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
    } catch (error) {
      say(note, error.message || text("away"), "note bad");
    }
  });
}
