import { auditLedger } from '../bank/store/audit.ts';
import { parseOptions } from '../command-line.ts';
import { dataFolder } from '../data-folder.ts';
import type { Door } from './door.ts';
import { onUnusedBooks } from './locked-books.ts';

const HELP = `Usage: npm run lobby -- audit [--data DIR]

Checks the whole ledger of a bank that does not run: every transfer against the chain of hashes
and the rules, all balances recomputed, checksums, keys and indexes. Changes nothing, and prints
one line, or one for each fault; one more where the newest transfer is dated in the future. A copy
on a read-only medium is checked as it lies there. While Lobby runs, its window checks the ledger:
'Check the ledger', in the panel 'Bank'.

  --data DIR   the data folder (default: the system's place for it)

Exit codes: 0 all is well, 1 a fault was found or the ledger can't be read, 2 wrong usage.
`;

const INSTEAD = "While Lobby runs, its window checks the ledger: 'Check the ledger', in the panel 'Bank'.";

export const door: Door = {
  name: 'audit',
  summary: 'check a whole ledger',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('audit', argv, { data: { type: 'string' } });
    const verdict = await onUnusedBooks(INSTEAD, () => auditLedger(dataFolder(values.data)));
    if (!verdict.good) {
      for (const { sequence, fault } of verdict.findings) {
        const where = sequence === null ? '' : ` (first bad sequence: ${sequence})`;
        process.stdout.write(`bad: ${fault}${where}\n`);
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
