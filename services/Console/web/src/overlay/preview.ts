import type { stageOf } from './stage'
import type { OverlayItem, PreviewWord } from './types'

/** In the console's frame: shows what the console says, with made-up viewers, and listens to nobody else. */
export function preview(
  stage: ReturnType<typeof stageOf>,
  soundsAre: (sounds: Record<string, string>) => void,
) {
  document.documentElement.classList.add('preview')
  stage.idle(
    { type: 'gift', key: 'sample', name: 'Ada', gift: 'Rose', count: 5, coins: 5 },
    { type: 'cue', id: 'sample', text: 'Thank you, Ada!' },
  )
  let chatted = false
  window.addEventListener('message', (event: MessageEvent<PreviewWord | undefined>) => {
    if (event.origin !== location.origin || event.source !== window.parent) return
    if (event.data?.liveops !== 'overlay') return
    const { settings, sounds, show } = event.data
    soundsAre(sounds)
    stage.idle(sampleGift(settings.alerts), { type: 'cue', text: 'Thank you, Ada!' })
    stage.take({ type: 'settings', settings })
    stage.take({
      type: 'board',
      leaders: leaders
        .slice(0, settings.leaderboard.top)
        .map(({ name, coins }) => (settings.leaderboard.coins ? { name, coins } : { name })),
    })
    stage.take({ type: 'likes', likes: Math.round(settings.goal.threshold * 0.64) })
    if (!chatted) comments.forEach(stage.take)
    chatted = true
    if (show) stage.take(show)
  })
  window.parent.postMessage({ liveops: 'overlay-ready' }, location.origin)
}

const sampleGift = (alerts: PreviewWord['settings']['alerts']): OverlayItem | null =>
  alerts.gifts
    ? { type: 'gift', name: 'Ada', gift: 'Rose', count: 5, ...(alerts.coins ? { coins: 5 } : {}) }
    : alerts.follows || alerts.shares || alerts.subscriptions
      ? { type: alerts.follows ? 'follow' : alerts.shares ? 'share' : 'subscribe', name: 'Ada' }
      : null

const leaders = ['Ada', 'Budi', 'Chloe', 'Dewi', 'Emre', 'Farah', 'Gita', 'Hugo', 'Indah', 'Jonas'].map(
  (name, index) => ({ name, coins: Math.round(5_000 / (index + 1)) }),
)

const comments: OverlayItem[] = [
  { type: 'chat', id: '1', name: 'Ada', text: 'Hello everybody!' },
  { type: 'chat', id: '2', name: 'Budi', text: 'Ring the bell 🔔' },
  { type: 'chat', id: '3', name: 'Chloe', text: 'So close to the goal' },
]
