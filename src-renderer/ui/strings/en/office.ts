import { pluralOf } from '../plural.ts';

const plural = pluralOf('en');

/** Accounts, books and this Lobby as a whole: what only the person at this machine may do. */
export const office = {
  accounts: 'Accounts',
  crowd: 'Show the crowd’s accounts',
  none: 'There are no accounts.',
  more: 'More',
  number: 'Account',
  balance: 'Balance',
  held: (amount: string) => `${amount} reserved`,
  state: 'State',
  open: 'Open',
  locked: 'Locked',
  lockedUntil: (time: string) => `Locked until ${time}`,
  actions: 'Actions',
  statement: 'Statement',
  saveCsv: 'Save all as CSV',
  saveJson: 'Save all as JSON',
  statementOf: (account: string) => `Statement of account ${account}`,
  noTransfers: 'No transfers yet.',
  balanceHistory: 'Balance history',
  balanceHistoryOf: (account: string) => `Available balance of account ${account}`,
  period: 'Period',
  periods: { hour: 'Last hour', day: 'Last 24 hours', month: 'Last 30 days', all: 'Since it was opened' },
  balanceGraph: (of: {
    readonly from: string;
    readonly to: string;
    readonly last: string;
    readonly lowest: string;
    readonly highest: string;
  }) => `Balance from ${of.from} to ${of.to}: ${of.last} at the end, lowest ${of.lowest}, highest ${of.highest}`,
  evenSteps: 'There are more changes than fit. The balance is shown as of 200 times, evenly spaced.',
  time: 'Time',
  asOf: 'Balance as of',
  show: 'Show',
  balanceAt: (time: string, balance: string) => `${time}: ${balance}`,
  wrongTime: 'Enter a date and a time.',
  openedLater: (time: string) => `The account was opened later, on ${time}.`,
  lock: 'Lock',
  unlock: 'Unlock',
  newPin: 'New PIN',
  newPinOf: (account: string) => `New PIN for account ${account}`,
  add: 'Add an account',
  pin: 'PIN, 3 to 12 digits',
  firstMoney: 'First deposit, dollars',
  accountNumber: 'Account number, up to 16 digits',
  save: 'Save',
  back: 'Back',
  done: {
    add: (account: string) => `Account ${account} is open.`,
    lock: (account: string) => `Account ${account} is locked.`,
    unlock: (account: string) => `Account ${account} is unlocked.`,
    'reset-pin': (account: string) => `Account ${account} has a new PIN.`,
  },
  wrongNumber: 'An account number has 1 to 16 digits.',
  wrongPin: 'A PIN has 3 to 12 digits.',
  wrongAmount: 'Enter dollars, such as 50 or 49.99.',
  check: {
    title: 'Check the ledger',
    what: 'Checks every transfer against the chain of hashes and the rules, and computes all balances again. The bank goes on meanwhile.',
    start: 'Check now',
    again: 'Check again',
    copying: 'Copying the ledger as it is now…',
    checking: 'Checking the copy…',
    good: (time: string) => `No fault was found. Checked as it was at ${time}.`,
    transfers: 'Transfers',
    accounts: 'Accounts',
    hash: 'Newest hash',
    bad: (time: string, count: number, shown: string) =>
      `${plural(count, { one: `${shown} fault`, other: `${shown} faults` })} found, in the ledger as it was at ${time}:`,
    badHint: 'Keep a copy of the data folder as it is, and put the ledger back from a backup.',
  },
  app: 'This Lobby',
  openData: 'Open the data folder',
  reset: 'Reset the bank…',
  resetQuestion:
    'All sessions end, and the bank opens with its first three accounts. The current books are kept in a folder of their own.',
  resetNow: 'Reset the bank',
  resetting: 'Resetting…',
  wasReset: 'The bank was reset. The old books are in:',
  cancel: 'Cancel',
  quit: 'Quit Lobby',
};
