import { expect, test } from 'vitest';
import { killRounds, type Round } from '../../faults/bank/kill-rounds.ts';
import { killThread } from '../../faults/bank/thread-rounds.ts';
import { testBank } from '../../wire/bank/running-bank.ts';

/** A hundred rounds of kills at random moments: of the whole bank, and of its threads. */
const random = (most: number): number => Math.floor(Math.random() * most);

function expectRight({ before, asked, acknowledged, after }: Round): void {
  expect(after).toBeGreaterThanOrEqual(before + acknowledged);
  expect(after).toBeLessThanOrEqual(before + asked);
}

test('kill -9 of the bank, 50 times: no acknowledged cent lost, none invented', async () => {
  const rounds = await killRounds(Array.from({ length: 50 }, () => random(600)));
  expect(rounds).toHaveLength(50);
  for (const round of rounds) expectRight(round);
});

test('single threads killed 50 times: no acknowledged cent lost, none invented', async () => {
  await using bank = await testBank({ sessionThreads: 2 });
  for (let round = 0; round < 50; round++) {
    expectRight(await killThread(bank, random(2) === 0 ? 'ledger' : 'sessions', `round-${round}`, random(400)));
  }
});
