import { createInterface } from 'node:readline/promises';
import { z } from 'zod';
import { LineInput } from '../atm/text/line-input.ts';
import type { Account } from '../bank/ledger/account.ts';
import { refuseTimeToCome } from '../bank/office.ts';
import { Administration, type BalanceAt, type Outcome } from '../bank/store/administration.ts';
import { carryOver } from '../bank/store/carry-over.ts';
import { requireLedger } from '../bank/store/sqlite/database-file.ts';
import { parseOptions } from '../command-line.ts';
import { CROWD_NUMBERS, isCrowdAccount } from '../contract/crowd.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import { formatDollars, parseAmount } from '../contract/money.ts';
import type { Refusal } from '../contract/refusals.ts';
import { accountSchema } from '../contract/terminal.ts';
import { type DataFolder, dataFolder, openDataFolder } from '../data-folder.ts';
import { onUnusedBooks } from './books/locked-books.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- accounts COMMAND [options]

  list                          all accounts with their balances
  balance NUMBER                its available balance, now or as of the time --at
  add NUMBER                    a new account; --balance and --daily-limit in dollars. Not
                                ${CROWD_NUMBERS}, which are the crowd's
  lock NUMBER                   nobody can log in any more
  unlock NUMBER                 takes back a lock, also one by wrong PINs
  reset-pin NUMBER              a new PIN
  limit NUMBER DOLLARS|none     the most that may be withdrawn on one day
  carry-over DIR                new books in the folder DIR with the same accounts: PINs, limits, locks
                                and balances; the old ones stay as they are

  --at TIME                     for balance: such as 2026-11-27T14:30, with or without seconds; of this
                                machine's zone, or with another (…Z, …+02:00)
  --pin PIN                     for add and reset-pin: 3 to 12 digits; asked for if left out
  --balance DOLLARS             for add: first money (default: 0)
  --daily-limit DOLLARS         for add: most that may be withdrawn on one day (default: no limit)
  --data DIR                    the data folder (default: the system's place for it)

The bank must not be running: while Lobby runs, its window has 'Accounts' for this, in the panel
'Bank'. An empty bank opens with the accounts 1999, 1998 and 1997, unless accounts were added before
its first start.

Exit codes: 0 done, 1 it could not be done, 2 wrong usage.
`;

const OPTIONS = {
  data: { type: 'string' },
  at: { type: 'string' },
  pin: { type: 'string' },
  balance: { type: 'string' },
  'daily-limit': { type: 'string' },
} as const;

/** ISO 8601, a day that there is and a time of it. */
const zones = { local: true, offset: true } as const;
const timeSchema = z.union([z.iso.datetime(zones), z.iso.datetime({ ...zones, precision: -1 })]);

interface Options {
  readonly at?: string | undefined;
  readonly pin?: string | undefined;
  readonly balance?: string | undefined;
  readonly 'daily-limit'?: string | undefined;
}

const INSTEAD = "While Lobby runs, its window has the accounts: 'Accounts', in the panel 'Bank'.";

export const door: Door = {
  name: 'accounts',
  summary: 'list, add, lock and unlock accounts, reset PINs, balances of the past',
  help: HELP,
  async run(argv) {
    const { values, positionals } = parseOptions('accounts', argv, OPTIONS, true);
    const [command, ...words] = positionals;
    if (command === 'carry-over') return await runCarryOver(words, dataFolder(values.data));
    const work = await commandWork(command, words, values);
    const found = command === 'add';
    const books = await onUnusedBooks(INSTEAD, () =>
      Administration.open(found ? openDataFolder(values.data) : dataFolder(values.data), found),
    );
    try {
      process.stdout.write(await work(books));
    } finally {
      await books.close();
    }
    return 0;
  },
};

async function runCarryOver(words: readonly string[], from: DataFolder): Promise<number> {
  arity(words, 1);
  requireLedger(from);
  const to = openDataFolder(words[0]);
  const count = await carryOver(from, to);
  process.stdout.write(`The ${count} accounts of ${from.path} are open in ${to.path}.\n`);
  return 0;
}

/** Checks the words before the books are opened. @returns what to do with them; it gives the text to print. */
async function commandWork(
  command: string | undefined,
  words: readonly string[],
  options: Options,
): Promise<(books: Administration) => string | Promise<string>> {
  switch (command) {
    case 'list':
      arity(words, 0);
      return (books) => listing(books.customers());
    case 'balance': {
      const number = accountNumber(words, 1);
      const at = options.at === undefined ? null : pastTime(options.at);
      return async (books) => balanceWords(number, await books.balanceAt(number, at));
    }
    case 'add': {
      const number = accountNumber(words, 1);
      if (isCrowdAccount(number)) {
        throw new UsageFailure(
          `The numbers ${CROWD_NUMBERS} are kept for the crowd of simulated ATMs. Choose another.`,
        );
      }
      const balance = options.balance === undefined ? 0 : dollars('--balance', options.balance);
      const limit = options['daily-limit'];
      const dailyLimit = limit === undefined ? null : dollars('--daily-limit', limit);
      const pin = options.pin ?? (await askPin());
      return async (books) => told(await books.add({ number, pin, balance, dailyLimit }), number, 'is open');
    }
    case 'lock': {
      const number = accountNumber(words, 1);
      return async (books) => told(await books.lock(number), number, 'is locked');
    }
    case 'unlock': {
      const number = accountNumber(words, 1);
      return async (books) => told(await books.unlock(number), number, 'is unlocked');
    }
    case 'reset-pin': {
      const number = accountNumber(words, 1);
      const pin = options.pin ?? (await askPin());
      return async (books) => told(await books.resetPin(number, pin), number, 'has a new PIN');
    }
    case 'limit': {
      const number = accountNumber(words, 2);
      const limit = words[1] === 'none' ? null : dollars('limit', words[1] ?? '');
      const said = limit === null ? 'has no daily limit' : `may withdraw ${formatDollars(limit)} a day`;
      return async (books) => told(await books.limit(number, limit), number, said);
    }
    default:
      throw new UsageFailure(
        `${command === undefined ? 'A command is missing' : `There is no command '${command}'`}. See 'npm run lobby -- accounts --help'.`,
      );
  }
}

function arity(words: readonly string[], count: number): void {
  if (words.length !== count) {
    throw new UsageFailure("Wrong number of words. See 'npm run lobby -- accounts --help'.");
  }
}

function accountNumber(words: readonly string[], count: number): string {
  arity(words, count);
  const number = accountSchema.safeParse(words[0]);
  if (!number.success) throw new UsageFailure(`An account number is 1 to 16 digits, not '${words[0]}'.`);
  return number.data;
}

/** @returns ms since the epoch */
function pastTime(text: string): number {
  if (!timeSchema.safeParse(text).success) {
    throw new UsageFailure(`--at takes a time like 2026-11-27T14:30 or 2026-11-27T14:30:05Z, not '${text}'.`);
  }
  const at = Date.parse(text);
  refuseTimeToCome(at);
  return at;
}

function balanceWords(number: string, known: BalanceAt | 'account_not_found'): string {
  if (known === 'account_not_found') throw new Failure(known, refusalSentence(known, number));
  const { opened, at, balance } = known;
  const time = (ms: number) => new Date(ms).toISOString();
  if (at < opened) throw new Failure('account_not_found', `Account ${number} was opened later, at ${time(opened)}.`);
  return `Account ${number} had ${formatDollars(balance)} available at ${time(at)}.\n`;
}

function dollars(name: string, text: string): number {
  const cents = parseAmount(text);
  if (cents === undefined) throw new UsageFailure(`${name} takes dollars like 50 or 49.99, not '${text}'.`);
  return cents;
}

/** One line of standard input, so that the PIN is not in the list of processes; on a terminal it is not shown. */
async function askPin(): Promise<string> {
  const line = process.stdin.isTTY ? await hiddenLine() : await pipedLine();
  if (line === null) throw new UsageFailure('The PIN is missing: give it with --pin, or as one line of input.');
  return line.trim();
}

async function hiddenLine(): Promise<string | null> {
  const input = new LineInput(process.stdin, process.stderr);
  try {
    return await input.ask('PIN: ', true);
  } finally {
    input.close();
  }
}

async function pipedLine(): Promise<string | null> {
  const input = createInterface({ input: process.stdin, terminal: false });
  try {
    for await (const line of input) return line;
    return null;
  } finally {
    input.close();
  }
}

function told(outcome: Outcome, number: string, done: string): string {
  if (outcome !== undefined) throw new Failure(outcome, refusalSentence(outcome, number));
  return `Account ${number} ${done}.\n`;
}

function refusalSentence(refusal: Refusal, number: string): string {
  switch (refusal) {
    case 'account_exists':
      return `There is an account ${number} already. Choose another number.`;
    case 'account_not_found':
      return `There is no account ${number}. See them with 'npm run lobby -- accounts list'.`;
    case 'invalid_pin':
      return 'A PIN is 3 to 12 digits. Choose another.';
    case 'cash_too_large':
      return 'All customers together would have more than the books can hold. Open it with less money.';
    default:
      return `The bank refused: ${refusal}.`;
  }
}

function listing(accounts: readonly Readonly<Account>[]): string {
  const rows = accounts.map((account) => [
    account.number,
    formatDollars(account.balance - account.held),
    account.held === 0 ? '' : `${formatDollars(account.held)} reserved`,
    account.dailyLimit === null ? '' : `${formatDollars(account.dailyLimit)} a day`,
    lockWords(account),
  ]);
  const width = (column: number) => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map(([number = '', balance = '', ...rest]) =>
    [number.padEnd(width(0)), balance.padStart(width(1)), ...rest.filter((text) => text !== '')].join('  '),
  );
  return lines.length === 0 ? 'No accounts.\n' : `${lines.join('\n')}\n`;
}

function lockWords(account: Readonly<Account>): string {
  if (account.lockedByBank) return 'locked';
  if (account.lockedUntil > Date.now())
    return `locked by wrong PINs until ${new Date(account.lockedUntil).toISOString()}`;
  return '';
}
