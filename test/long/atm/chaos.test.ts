import { expect, test } from 'vitest';
import { chaosRounds } from '../../faults/atm/chaos-rounds.ts';

test('an ATM and its bank die 200 times at random moments: notes and books agree to the cent', async () => {
  const seed = Date.now() % 1_000_000_000;
  const after = await chaosRounds(200, seed);
  console.log(`chaos, seed ${seed}: ${JSON.stringify(after)}`);
  expect(after).toMatchObject({ wrong: [], unbooked: 0, audit: { good: true } });
  expect(after.asked).toBeGreaterThan(200);
  expect(Math.min(after.kills.atm, after.kills.bank)).toBeGreaterThan(0);
  expect(after.balance).toBe(after.expected);
  expect([after.notesPaid, after.booked]).toEqual([after.notesGone, after.notesGone]);
});
