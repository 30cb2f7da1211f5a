import type { Key } from './flow/states.ts';

/**
 * The machine's key for a key of the keyboard or its numeric pad, or undefined. Digits of any script count, as some
 * Arabic and Persian layouts type their own.
 */
export function keyOf({ key, ctrlKey, altKey, metaKey, repeat }: KeyPress): Key | undefined {
  if (ctrlKey || altKey || metaKey) return undefined;
  // The machine's keys don't repeat: one that is held down would confirm what nobody has read yet.
  if (repeat && key !== 'Backspace') return undefined;
  switch (key) {
    case 'Enter':
      return 'enter';
    case 'Escape':
      return 'cancel';
    case 'Backspace':
      return 'erase';
    case 'Delete':
    case 'Clear':
      return 'clear';
    case '.':
    case ',':
    case '٫':
      return '.';
    default:
      return digitOf(key);
  }
}

/** The parts of a KeyboardEvent that matter. */
export interface KeyPress {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
  /** Sent again because the key is held down. */
  readonly repeat: boolean;
}

/** First digits of the scripts that keyboards type: Latin, Arabic-Indic, extended Arabic-Indic. */
const ZEROS = [0x30, 0x660, 0x6f0] as const;
const DIGITS = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'] as const;

function digitOf(key: string): Key | undefined {
  if (key.length !== 1) return undefined;
  const code = key.charCodeAt(0);
  for (const zero of ZEROS) {
    const digit = DIGITS[code - zero];
    if (digit !== undefined) return digit;
  }
  return undefined;
}
