import type { Flow, Key } from './states.ts';

/** Longest account number and PIN that the terminal protocol takes (contract/terminal.ts). */
const ACCOUNT_DIGITS = 16;
const PIN_DIGITS = 12;
/** Enough for the largest amount of one operation with its decimals: 1000000.00. */
const AMOUNT_CHARS = 10;

type Typed = Exclude<Key, 'enter' | 'cancel'>;

/** The screen after a key that types, erases or clears; a notice about the entry before goes away. */
export function typed(flow: Flow, key: Typed): Flow {
  switch (flow.at) {
    case 'card':
      return { ...flow, digits: number(flow.digits, key, ACCOUNT_DIGITS), notice: null };
    case 'recipient':
      return {
        ...flow,
        digits: number(flow.stale && key !== 'erase' ? '' : flow.digits, key, ACCOUNT_DIGITS),
        stale: false,
        notice: null,
      };
    case 'pin':
    case 'new-pin':
      return { ...flow, digits: number(flow.digits, key, PIN_DIGITS), notice: null };
    case 'amount':
      return { ...flow, digits: amount(flow.digits, key), notice: null };
    case 'finding':
      return { ...flow, digits: amount(flow.digits, key), entered: false };
    default:
      return flow;
  }
}

/** A key that would make it too long, or no number, does nothing. */
function number(text: string, key: Typed, longest: number): string {
  if (key === 'clear') return '';
  if (key === 'erase') return text.slice(0, -1);
  return key !== '.' && text.length + key.length <= longest ? text + key : text;
}

/** A key that would make it too long, or no amount, does nothing. */
function amount(text: string, key: Typed): string {
  if (key === 'clear') return '';
  if (key === 'erase') return text.slice(0, -1);
  const next = (key === '.' && text === '' ? '0.' : text + key).replace(/^0+(?=\d)/, '');
  return next.length <= AMOUNT_CHARS && /^\d+(\.\d{0,2})?$/.test(next) ? next : text;
}
