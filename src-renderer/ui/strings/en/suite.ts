import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

/** Beside its name, an ATM has its number: see `atm.numbered`. */
export const titles = {
  lobby: 'Lobby',
  atm: 'ATM · Lobby',
  clock: 'Clock · Lobby',
  camera: 'Camera · Lobby',
  lab: 'Lab · Lobby',
};

export const suite = {
  name: 'Lobby',
  connectionLost:
    'Lobby doesn’t answer. If it has ended, start it again: this window then comes back by itself, or a new one opens.',
  close: 'Close',
  waiting: 'One moment…',
  copy: 'Copy',
  copyDetails: 'Copy details',
  copied: 'Copied',
  saved: 'Saved',
  operations: {
    authenticate: 'Log-in',
    balance: 'Balance',
    deposit: 'Deposit',
    withdraw: 'Withdrawal',
    transfer: 'Transfer',
    reserve: 'Reservation',
    post: 'Payment of a reservation',
    void: 'Release of a reservation',
    reverse: 'Reversal',
    'change-pin': 'Change of PIN',
    payee: 'Check of a payee',
    statement: 'Statement',
    'look-up': 'Look-up',
  },
  operationOf: (operation: string, amount: string) => `${operation} of ${amount}`,
  settings: 'Settings',
  views: { label: 'Show as', picture: 'Picture', table: 'Table' },
  retryIn: (seconds: number, shown: string) =>
    plural(seconds, { one: `Next try in ${shown} second`, other: `Next try in ${shown} seconds` }),
  breakdown: 'Something went wrong in this window',
  breakdownHint:
    'Your money and settings are safe: they are not kept in this window. Open it again, and send us the details if it happens again.',
  openAnew: 'Open again',
  countRule: (least: string, most: string) => `A whole number from ${least} to ${most}.`,
};

export const languages = { label: 'Language', system: 'System' };

export const themes = { label: 'Appearance', system: 'System', light: 'Light', dark: 'Dark' };

export const digits = { label: 'Digits', own: 'Arabic', latin: 'Latin' };
