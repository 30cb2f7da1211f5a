import { expect, test } from 'vitest';
import { chaosRounds } from './chaos-rounds.ts';

/** kill -9 of an ATM and its bank at seeded moments; the long run has two hundred. */
test('an ATM and its bank die six times while money moves: notes and books agree to the cent', async () => {
  const after = await chaosRounds(6, 20_261_127);
  expect(after).toMatchObject({ wrong: [], unbooked: 0, audit: { good: true } });
  expect(after.asked).toBeGreaterThan(6);
  expect(Math.min(after.kills.atm, after.kills.bank)).toBeGreaterThan(0);
  expect(after.balance).toBe(after.expected);
  expect([after.notesPaid, after.booked]).toEqual([after.notesGone, after.notesGone]);
});
