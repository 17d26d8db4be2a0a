import './overlay.css'
import { fetchSound, follow } from './line'
import { preview } from './preview'
import { Player } from './sounds'
import { stageOf, wishesOf } from './stage'

const query = new URLSearchParams(location.search)
const account = /^\/overlay\/([0-9a-f-]{36})\/?$/i.exec(location.pathname)?.[1]
const token = query.get('token') ?? ''
const root = document.getElementById('stage')

if (root !== null) {
  if (account === undefined) {
    let ids: Record<string, string> = {}
    const player = new Player((name) => fetch(`/api/overlays/sounds/${ids[name.toLowerCase()] ?? 'none'}`))
    preview(stageOf(root, player, wishesOf(query)), (sounds) => (ids = sounds))
  } else {
    const player = new Player(fetchSound(account, token))
    const stage = stageOf(root, player, wishesOf(query))
    void follow(account, token, stage.take, stage.clear)
  }
}
