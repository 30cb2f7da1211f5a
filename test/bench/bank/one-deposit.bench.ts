import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Bench, inTurns, median } from '../bench.ts';
import { DEPOSIT, timing, withBank } from '../load/bank-load.ts';
import { runLoad } from '../load/load.ts';

/** 0.6 ms where fdatasync takes 0.25 ms. */
const FACTOR = 0.6 / 0.25;
const FDATASYNC_MS = 0.25;
const BLOCK = 4_096;

/** Time of one fdatasync after one block was appended, ms. */
function fdatasyncTime(times: number): number {
  const folder = mkdtempSync(join(tmpdir(), 'lobby-bench-'));
  const file = openSync(join(folder, 'file'), 'w');
  const block = Buffer.alloc(BLOCK, 1);
  const all = Array.from({ length: times }, () => {
    writeSync(file, block);
    const started = performance.now();
    fdatasyncSync(file);
    return performance.now() - started;
  });
  closeSync(file);
  rmSync(folder, { recursive: true, force: true });
  return median(all);
}

/** One deposit after the other on one connection: how long a single customer waits. */
export const bench: Bench = {
  title: 'One deposit',
  async run({ smoke }) {
    const load = { connections: 1, ...timing(smoke), ...DEPOSIT };
    const times = await withBank((bank) =>
      inTurns(smoke ? 1 : 5, {
        disk: async () => fdatasyncTime(smoke ? 20 : 500),
        ours: async () => (await runLoad({ ...load, port: bank.teletypePort })).p50,
      }),
    );
    return [
      {
        work: 'one deposit on one connection, p50',
        unit: 'ms',
        ours: times.ours,
        peer: { name: 'fdatasync of the disk alone', value: times.disk },
        goal: `< 0.6 where fdatasync takes ${FDATASYNC_MS}`,
        reached: times.ours < Math.max(FDATASYNC_MS, times.disk) * FACTOR,
      },
    ];
  },
};
