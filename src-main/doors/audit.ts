import { auditLedger } from '../bank/store/audit.ts';
import { parseOptions } from '../command-line.ts';
import { dataFolder } from '../data-folder.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- audit [--data DIR]

Checks the whole ledger of a bank that does not run: every transfer against the chain of hashes
and the rules, all balances recomputed, checksums, keys and indexes. Changes nothing, and prints
one line. A copy on a read-only medium is checked as it lies there.

  --data DIR   the data folder (default: the system's place for it)

Exit codes: 0 all is well, 1 a fault was found or the ledger can't be read, 2 wrong usage.
`;

export const door: Door = {
  name: 'audit',
  summary: 'check a whole ledger',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('audit', argv, { data: { type: 'string' } });
    const verdict = auditLedger(dataFolder(values.data));
    if (!verdict.good) {
      const where = verdict.sequence === null ? '' : ` (first bad sequence: ${verdict.sequence})`;
      process.stdout.write(`bad: ${verdict.fault}${where}\n`);
      return 1;
    }
    const { transfers, accounts, hash } = verdict;
    process.stdout.write(
      `good: ${counted(transfers, 'transfer')}, ${counted(accounts, 'account')}, sum $0, newest hash ${hash}\n`,
    );
    return 0;
  },
};

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
