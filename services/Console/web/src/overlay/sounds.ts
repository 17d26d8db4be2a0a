import { chime } from './types'

const most = 6

/** Plays sounds. A browser that was not touched yet stays silent (OBS does not mind); a sound that is gone, too. */
export class Player {
  readonly #fetch: (name: string) => Promise<Response>
  readonly #loaded = new Map<string, Promise<AudioBuffer | null>>()
  #context: AudioContext | null = null
  #playing = 0
  /** How many were begun: who cannot hear can read it. */
  #played = 0

  constructor(fetch: (name: string) => Promise<Response>) {
    this.#fetch = fetch
  }

  /** `volume` is 0 to 100. Too many at once are noise: those above six are left out. */
  async play(name: string, volume: number) {
    if (name === '' || volume <= 0 || this.#playing >= most) return
    this.#playing++
    try {
      const context = (this.#context ??= new AudioContext())
      if (context.state === 'suspended') void context.resume()
      const gain = context.createGain()
      gain.gain.value = Math.min(1, volume / 100)
      gain.connect(context.destination)
      if (name === chime) {
        this.#count()
        await ring(context, gain)
      } else {
        const buffer = await this.#load(context, name)
        if (buffer === null) return
        const source = context.createBufferSource()
        source.buffer = buffer
        source.connect(gain)
        source.start()
        this.#count()
        await wait(buffer.duration)
      }
    } catch {
      // Without sound the picture is still right.
    } finally {
      this.#playing--
    }
  }

  #count() {
    document.documentElement.dataset['played'] = String(++this.#played)
  }

  #load(context: AudioContext, name: string) {
    let loading = this.#loaded.get(name)
    if (loading === undefined) {
      loading = this.#fetch(name)
        .then(async (answer) =>
          answer.ok ? await context.decodeAudioData(await answer.arrayBuffer()) : null,
        )
        .catch(() => null)
      this.#loaded.set(name, loading)
      // One that is missing now may be uploaded later.
      void loading.then((buffer) => buffer ?? this.#loaded.delete(name))
    }
    return loading
  }
}

/** Two bells, the second a fifth higher. */
async function ring(context: AudioContext, to: AudioNode) {
  for (const [pitch, after] of [
    [784, 0],
    [1175, 0.14],
  ] as const) {
    const at = context.currentTime + after
    const tone = context.createOscillator()
    const level = context.createGain()
    tone.type = 'sine'
    tone.frequency.value = pitch
    level.gain.setValueAtTime(0, at)
    level.gain.linearRampToValueAtTime(0.35, at + 0.012)
    level.gain.exponentialRampToValueAtTime(0.001, at + 0.9)
    tone.connect(level).connect(to)
    tone.start(at)
    tone.stop(at + 1)
  }
  await wait(1.2)
}

const wait = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1000))
