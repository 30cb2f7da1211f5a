/** Tones one after the other: frequency in Hz, start and length in seconds. */
export type Tone = readonly { readonly hertz: number; readonly at: number; readonly length: number }[];

const LOUDNESS = 0.06;

/** Plays tones; the sound hardware is only opened by the first one. */
export function createSpeaker(): (tone: Tone) => void {
  let context: AudioContext | undefined;
  return (tone) => {
    context ??= new AudioContext();
    const start = context.currentTime;
    for (const { hertz, at, length } of tone) {
      const oscillator = context.createOscillator();
      const volume = context.createGain();
      oscillator.frequency.value = hertz;
      volume.gain.setValueAtTime(LOUDNESS, start + at);
      volume.gain.exponentialRampToValueAtTime(0.0001, start + at + length);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(start + at);
      oscillator.stop(start + at + length);
    }
  };
}
