import type { Tone } from '../ui/speaker.ts';
import type { Flow } from './flow/states.ts';

/** Short tones of a machine. */
const KEY_TONE = [{ hertz: 880, at: 0, length: 0.05 }] as const;
const NOTES_TONE = [
  { hertz: 523, at: 0, length: 0.09 },
  { hertz: 784, at: 0.11, length: 0.14 },
] as const;
const PROBLEM_TONE = [{ hertz: 196, at: 0, length: 0.22 }] as const;

/** The tone of a change of screen, if it has one. */
export function toneOf(before: Flow, after: Flow): Tone | null {
  if (before === after) return null;
  if (before.at === 'working' && (after.at === 'receipt' || after.at === 'card-first')) return NOTES_TONE;
  if (['problem', 'refused', 'ended'].includes(after.at)) return PROBLEM_TONE;
  if ('notice' in after && after.notice !== null) return PROBLEM_TONE;
  return KEY_TONE;
}
