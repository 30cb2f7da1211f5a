import { expect, test } from 'vitest';
import { SHORT_LIMITS, siegeWithGoodClient, untilEmpty } from './hostile.ts';
import { testBank } from './running-bank.ts';

/** A thousand hostile connections over both protocols; LOBBY_SEED repeats a run. The long run has 100,000. */
const SEED = Number(process.env['LOBBY_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

test(`hostile input (seed ${SEED}) hurts nobody: a good client is served, and no session is left behind`, async () => {
  process.stdout.write(`hostile input: LOBBY_SEED=${SEED}\n`);
  await using bank = await testBank({ limits: SHORT_LIMITS });
  const latencies = await siegeWithGoodClient(bank, SEED, 1_000, 40);
  const p99 = latencies[Math.floor(latencies.length * 0.99)] ?? 0;
  process.stdout.write(`good client: ${latencies.length} answers, p99 ${p99.toFixed(1)} ms\n`);
  expect(p99).toBeLessThan(5_000);
  await untilEmpty(bank, 15_000);
  expect(bank.bank.status().state).toBe('listening');
});
