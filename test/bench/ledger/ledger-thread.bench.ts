import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Ledger, startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { type Bench, median, type Row } from '../bench.ts';

/** Requests on their way at any time: as many as a hundred connections would have. */
const AT_ONCE = 100;

/** The ledger thread alone: durable deposits and balances from one client thread, without any socket. */
export const bench: Bench = {
  title: 'The ledger thread alone',
  async run({ smoke }) {
    const folder = mkdtempSync(join(tmpdir(), 'lobby-ledger-bench-'));
    const ledger = await startLedger({ data: openDataFolder(folder) });
    try {
      const count = smoke ? 2_000 : 200_000;
      const rounds = Array.from({ length: smoke ? 1 : 5 }, (_, index) => index);
      const deposits: number[] = [];
      const single: number[] = [];
      for (const round of rounds) {
        deposits.push(await depositsPerSecond(ledger, count, AT_ONCE, `many-${round}`));
        single.push(1000 / (await depositsPerSecond(ledger, count / 100, 1, `one-${round}`)));
      }
      const row = (work: string, unit: string, ours: number, goal: string, reached: boolean): Row => {
        return { work, unit, ours, peer: null, goal, reached };
      };
      const rate = median(deposits);
      const wait = median(single);
      return [
        row(`durable deposits, ${AT_ONCE} at once`, '/s', rate, '≥ 60,000/s', rate >= 60_000),
        row('one durable deposit at a time', 'ms', wait, '< 0.6 ms', wait < 0.6),
      ];
    } finally {
      await ledger.stop();
      rmSync(folder, { recursive: true });
    }
  },
};

async function depositsPerSecond(ledger: Ledger, count: number, atOnce: number, name: string): Promise<number> {
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    let sent = 0;
    let done = 0;
    const next = () => {
      if (sent === count) return;
      sent += 1;
      const request = { op: 'deposit', account: '1998', amount: 1, key: `${name}-${sent}` } as const;
      ledger.client.submit(request, { session: name }, (reply) => {
        done += 1;
        if (!reply.ok) reject(new Error(reply.refusal));
        else if (done === count) resolve();
        else next();
      });
    };
    for (let index = 0; index < atOnce; index += 1) next();
  });
  return (count / (performance.now() - started)) * 1000;
}
