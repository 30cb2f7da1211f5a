import { readKeyFile, readPinKey } from '../bank/ledger/pins/pin.ts';
import { auditLedger } from '../bank/store/audit.ts';
import type { Verdict } from '../bank/store/books-audit.ts';
import type { SharedBooks } from '../bank/store/books-place.ts';
import { parseOptions } from '../command-line.ts';
import { faultSentence } from '../contract/administration/ledger-faults.ts';
import { type DataFolder, dataFolder } from '../data-folder.ts';
import { BOOKS_OPTIONS, parseBooks } from './books/books-options.ts';
import { onUnusedBooks } from './books/locked-books.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- audit [--data DIR | --books URL]

Checks the whole ledger of a bank that does not run: every transfer against the chain of hashes
and the rules, all balances recomputed, checksums, keys and indexes. Changes nothing, and prints
one line, or one for each fault; one more where the newest transfer is dated in the future. A copy
on a read-only medium is checked as it lies there. While Lobby runs, its window checks the ledger:
'Check the ledger', in the panel 'Bank'. Books in PostgreSQL are checked as they are at one moment,
whether banks use them or not, on the primary, on a standby or in a restored backup.

  --data DIR       the data folder (default: the system's place for it)
  --books URL      books in PostgreSQL: postgres://user@host/database
  --pin-key FILE   their PIN key (secrets/pin.key in the data folder)

Exit codes: 0 all is well, 1 a fault was found or the ledger can't be read, 2 wrong usage.
`;

const INSTEAD = "While Lobby runs, its window checks the ledger: 'Check the ledger', in the panel 'Bank'.";

export const door: Door = {
  name: 'audit',
  summary: 'check a whole ledger',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('audit', argv, { data: { type: 'string' }, ...BOOKS_OPTIONS });
    const verdict = await audit(dataFolder(values.data), parseBooks(values));
    if (!verdict.good) {
      for (const { sequence, fault } of verdict.findings) {
        const where = sequence === null ? '' : ` (first bad sequence: ${sequence})`;
        process.stdout.write(`bad: ${faultSentence(fault, 'en')}${where}\n`);
      }
      return 1;
    }
    const { transfers, accounts, hash, newest } = verdict;
    process.stdout.write(
      `good: ${counted(transfers, 'transfer')}, ${counted(accounts, 'account')}, sum $0, newest hash ${hash}\n`,
    );
    process.stdout.write(futureWarning(newest, Date.now()));
    return 0;
  },
};

async function audit(data: DataFolder, books: SharedBooks | null): Promise<Verdict> {
  if (books === null) return await onUnusedBooks(INSTEAD, () => auditLedger(data));
  const key = books.pinKeyFile === null ? readPinKey(data.secrets) : readKeyFile(books.pinKeyFile);
  const { auditPostgres } = await import('../bank/store/postgres/audit-postgres.ts');
  return await auditPostgres(books.address, key?.fingerprint);
}

/** Clocks of two machines differ by minutes, not by more than this, ms. */
const SAME_DATE_MS = 86_400_000;

/** Said where the books are ahead of this machine's date: one of the two is wrong. */
function futureWarning(newest: number, now: number): string {
  if (newest - now <= SAME_DATE_MS) return '';
  const days = Math.round((newest - now) / 86_400_000);
  return `The newest transfer is dated ${new Date(newest).toISOString()}, ${counted(days, 'day')} ahead of this machine. Unless this machine's date is wrong, the bank ran with a wrong one: 'npm run lobby -- accounts carry-over DIR' is the way back.\n`;
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
