/** Proves that balances in shared memory are seen whole batches at a time, from other threads, and outlive the writer. */
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { BalanceReader, BalanceWriter } from '../../../src-main/bank/ledger-thread/shared-balances.ts';

test('shows opening balances and each batch, and knows no other accounts', () => {
  const writer = new BalanceWriter([
    ['1999', 500_000],
    ['1998', 0],
  ]);
  const reader = new BalanceReader(writer.shared);
  expect([reader.read('1999'), reader.read('1998'), reader.read('cash')]).toEqual([500_000, 0, undefined]);
  // Both copies must come to have every change, whichever is valid.
  for (let batch = 1; batch <= 5; batch += 1) {
    writer.publish([
      ['cash', -1],
      ['1998', batch],
    ]);
    expect([reader.read('1999'), reader.read('1998')]).toEqual([500_000, batch]);
  }
  writer.publish([]);
  writer.publish([['1999', 1]]);
  expect([reader.read('1999'), reader.read('1998')]).toEqual([1, 5]);
});

test('keeps large balances exact', () => {
  const writer = new BalanceWriter([['1', Number.MAX_SAFE_INTEGER]]);
  expect(new BalanceReader(writer.shared).read('1')).toBe(Number.MAX_SAFE_INTEGER);
});

test('a reader in another thread never sees a batch on one account and not yet on the next', async () => {
  const accounts = Array.from({ length: 64 }, (_, index) => String(index));
  const writer = new BalanceWriter(accounts.map((account) => [account, 0]));
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const source = `
    import { workerData, parentPort } from 'node:worker_threads';
    const { BalanceReader } = await import(workerData.module);
    const reader = new BalanceReader(workerData.shared);
    const flag = workerData.flag;
    const accounts = workerData.shared.accounts;
    let torn = 0; let reads = 0; let changes = 0; let before = -1;
    Atomics.store(flag, 0, 1); Atomics.notify(flag, 0);
    while (Atomics.load(flag, 1) === 0) {
      // Read from last to first: every later one must be at least as new.
      let newest = 0;
      for (let index = accounts.length - 1; index >= 0; index -= 1) {
        const balance = reader.read(accounts[index]);
        if (balance < newest) torn += 1;
        newest = balance;
        reads += 1;
      }
      if (newest !== before) changes += 1;
      before = newest;
    }
    parentPort.postMessage({ torn, reads, changes });
  `;
  const worker = new Worker(new URL(`data:text/javascript,${encodeURIComponent(source)}`), {
    execArgv: [],
    workerData: {
      module: new URL('../../../src-main/bank/ledger-thread/shared-balances.ts', import.meta.url).href,
      shared: writer.shared,
      flag,
    },
  });
  const seen = new Promise<{ torn: number; reads: number; changes: number }>((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await Atomics.waitAsync(flag, 0, 0).value;
  for (let batch = 1; batch <= 20_000; batch += 1) writer.publish(accounts.map((account) => [account, batch]));
  Atomics.store(flag, 1, 1);
  const { torn, reads, changes } = await seen;
  expect(torn).toBe(0);
  expect(reads).toBeGreaterThan(64);
  // Otherwise nothing was proved: the two did not run at the same time.
  expect(changes).toBeGreaterThan(2);
});
