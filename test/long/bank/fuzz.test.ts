import { expect, test } from 'vitest';
import { SHORT_LIMITS, siegeWithGoodClient, untilEmpty } from '../../wire/bank/hostile.ts';
import { testBank } from '../../wire/bank/running-bank.ts';

/** The long run of test/wire/bank/fuzz.test.ts. */
const SEED = Number(process.env['LOBBY_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

test(`100,000 hostile connections (seed ${SEED}) hurt nobody`, async () => {
  process.stdout.write(`hostile input: LOBBY_SEED=${SEED}\n`);
  await using bank = await testBank({ limits: SHORT_LIMITS });
  const latencies = await siegeWithGoodClient(bank, SEED, 100_000, 60);
  const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  process.stdout.write(`good client: ${latencies.length} answers, p99 ${p99.toFixed(1)} ms\n`);
  expect(p99).toBeLessThan(5_000);
  await untilEmpty(bank, 30_000);
  expect(bank.bank.status().state).toBe('listening');
});
