import type { Flow } from './flow/states.ts';

/** Short tones of a machine: frequency in Hz, start and length in seconds. */
const KEY_TONE = [{ hertz: 880, at: 0, length: 0.05 }] as const;
const NOTES_TONE = [
  { hertz: 523, at: 0, length: 0.09 },
  { hertz: 784, at: 0.11, length: 0.14 },
] as const;
const PROBLEM_TONE = [{ hertz: 196, at: 0, length: 0.22 }] as const;
const LOUDNESS = 0.06;

type Tone = readonly { readonly hertz: number; readonly at: number; readonly length: number }[];

/** The tone of a change of screen, if it has one. */
export function toneOf(before: Flow, after: Flow): Tone | null {
  if (before === after) return null;
  if (before.at === 'working' && (after.at === 'receipt' || after.at === 'card-first')) return NOTES_TONE;
  if (['problem', 'refused', 'ended'].includes(after.at)) return PROBLEM_TONE;
  if ('notice' in after && after.notice !== null) return PROBLEM_TONE;
  return KEY_TONE;
}

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
