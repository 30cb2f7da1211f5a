import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { OrderedRequest } from '../../../src-main/bank/ledger/request.ts';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { type Bench, median, Skipped } from '../bench.ts';

/** Written together: the fill is not what is measured. */
const BATCH = 10_000;
/** What one takes in the file, indexes included, with room to spare. */
const TRANSFER_BYTES = 400;
const CLI = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));

/** From the start of the process to `listening`, with ten million transfers in the ledger. */
export const bench: Bench = {
  title: 'Opening a large ledger',
  async run({ smoke }) {
    const transfers = smoke ? 20_000 : 10_000_000;
    const free = statfsSync(tmpdir());
    if (free.bavail * free.bsize < transfers * TRANSFER_BYTES) {
      throw new Skipped(`${tmpdir()} has no room for a ledger of ${transfers.toLocaleString('en')} transfers`);
    }
    const data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-opening-')));
    try {
      await fill(data, transfers);
      const seconds: number[] = [];
      for (let round = 0; round < (smoke ? 1 : 5); round += 1) seconds.push(await secondsToListening(data));
      const ours = median(seconds);
      return [
        {
          work: `opening a ledger of ${transfers.toLocaleString('en')} transfers, to listening`,
          unit: 's',
          ours,
          peer: null,
          goal: '< 2 s',
          reached: ours < 2,
          note: 'the whole process, from its start; the file is in the cache of the system',
        },
      ];
    } finally {
      rmSync(data.path, { recursive: true });
    }
  },
};

/** Deposits and withdrawals in turn over the three accounts, through the ledger itself. */
async function fill(data: DataFolder, transfers: number): Promise<void> {
  const books = await openBooks(data);
  const commit = new GroupCommit(books, () => openBooks(data), books.pinKey);
  for (let done = 0; done < transfers; done += BATCH) {
    const requests = Array.from({ length: Math.min(BATCH, transfers - done) }, (_, index): OrderedRequest => {
      const number = done + index;
      const account = String(1997 + (number % 3));
      return { op: number % 2 === 0 ? 'deposit' : 'withdraw', account, amount: 100, key: `fill-${number}` };
    });
    await commit.run(requests);
  }
  await commit.close();
}

async function secondsToListening(data: DataFolder): Promise<number> {
  const started = performance.now();
  const args = [CLI, 'bank', '--port', '0', '--terminal-port', '0', '--data', data.path];
  const bank = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    for await (const line of createInterface({ input: bank.stdout })) {
      if (line.includes('listening')) return (performance.now() - started) / 1000;
    }
    throw new Error('the bank ended before it was listening');
  } finally {
    await ended(bank);
  }
}

function ended(bank: ChildProcess): Promise<unknown> {
  const closed = new Promise((resolve) => bank.once('close', resolve));
  bank.kill('SIGTERM');
  return closed;
}
