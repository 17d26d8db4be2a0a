import control from './control.json'
import frame from './frame.json'
import general from './general.json'
import live from './live.json'
import logs from './logs.json'
import machines from './machines.json'
import overlay from './overlay.json'
import overlays from './overlays.json'
import rules from './rules.json'
import health from './health.json'
import sessions from './sessions.json'
import settings from './settings.json'
import stop from './stop.json'
import team from './team.json'
import viewers from './viewers.json'

/** A file for each room: what keys there are, for the compiler. Keys that another language lacks fail the test of words. */
export default {
  control,
  frame,
  general,
  health,
  live,
  logs,
  machines,
  overlay,
  overlays,
  rules,
  sessions,
  settings,
  stop,
  team,
  viewers,
}
