let sound: AudioContext | null = null

/** Two short tones. Before the first click on a page browsers keep it silent. */
export function soundAlert() {
  try {
    sound ??= new AudioContext()
    const start = sound.currentTime
    for (const [n, pitch] of [880, 660].entries()) {
      const tone = sound.createOscillator()
      const volume = sound.createGain()
      tone.frequency.value = pitch
      volume.gain.setValueAtTime(0.15, start + n * 0.18)
      volume.gain.exponentialRampToValueAtTime(0.001, start + n * 0.18 + 0.16)
      tone.connect(volume).connect(sound.destination)
      tone.start(start + n * 0.18)
      tone.stop(start + n * 0.18 + 0.17)
    }
  } catch {
    // What is shown does not depend on what is heard.
  }
}
