/** Proves that counts are whole 64-bit integers in shared memory, of which another thread never reads half. */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { SessionCounters } from '../../../src-main/bank/counters.ts';

test('each count is one 64-bit integer in the shared memory, exact beyond 32 bits', async () => {
  const counters = new SessionCounters();
  counters.addBytes('bytesIn', 'terminal', 2 ** 40 + 1);
  counters.addBytes('bytesIn', 'terminal', 1);
  expect(counters.get('bytesIn', 'terminal')).toBe(2 ** 40 + 2);
  await setImmediate();
  const cells = [...new BigInt64Array(counters.memory)];
  expect(cells.filter((cell) => cell !== 0n)).toEqual([2n ** 40n + 2n]);
  const reader = new SessionCounters(counters.memory);
  expect(reader.get('bytesIn', 'terminal')).toBe(2 ** 40 + 2);
  expect(reader.get('bytesIn', 'teletype')).toBe(0);
  counters.addBytes('bytesIn', 'teletype', 3);
  await setImmediate();
  expect(reader.sum('bytesIn')).toBe(2 ** 40 + 5);
});

test('operations are counted by result, endings by reason, and all of it can be taken over', () => {
  const counters = new SessionCounters();
  counters.addOperation('deposit', undefined);
  counters.addOperation('deposit', { ok: false, refusal: 'unavailable' });
  counters.addEnding('idle');
  const heir = new SessionCounters();
  heir.absorb(counters);
  heir.absorb(counters);
  expect([heir.operation('deposit', 'ok'), heir.operation('deposit', 'unavailable'), heir.ending('idle')]).toEqual([
    2, 2, 2,
  ]);
  expect(heir.totals()).toEqual({ operations: 4, refusals: 2 });
  // Not asked by any session, so not counted.
  expect(heir.operation('open-account', 'ok')).toBe(0);
});

test('who waits is called once at the next count, also of another thread, and not for what nobody waits for', async () => {
  const counters = new SessionCounters();
  const counted = new SessionCounters(counters.memory);
  let calls = 0;
  const next = () =>
    new Promise<void>((resolve) =>
      counters.onNext(() => {
        calls += 1;
        resolve();
      }),
    );
  counted.add('opened', 'teletype');
  counters.onNext(() => expect.unreachable('it was replaced'));
  const first = next();
  counted.add('opened', 'teletype');
  counted.add('opened', 'teletype');
  await first;
  expect(calls).toBe(1);

  const fromElsewhere = next();
  const worker = new Worker(
    `const { workerData } = require('node:worker_threads');
    import(workerData.file).then(({ SessionCounters }) => new SessionCounters(workerData.memory).addEnding('idle'));`,
    {
      eval: true,
      workerData: { file: import.meta.resolve('../../../src-main/bank/counters.ts'), memory: counters.memory },
    },
  );
  await fromElsewhere;
  expect([calls, counters.ending('idle')]).toEqual([2, 1]);
  await worker.terminate();
});
