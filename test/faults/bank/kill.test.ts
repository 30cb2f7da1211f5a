import { expect, test } from 'vitest';
import { killRounds } from './kill-rounds.ts';

/** kill -9 of the whole bank while clients deposit; the long run has more rounds. */
test('kill -9 in the middle of deposits, eight times: no acknowledged cent lost, none invented', async () => {
  const rounds = await killRounds(Array.from({ length: 8 }, (_, round) => 100 + 20 * round));
  expect(rounds).toHaveLength(8);
  for (const { before, asked, acknowledged, after } of rounds) {
    expect(after).toBeGreaterThanOrEqual(before + acknowledged);
    expect(after).toBeLessThanOrEqual(before + asked);
  }
});
