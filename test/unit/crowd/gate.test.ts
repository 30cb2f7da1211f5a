/** Proves that a gate lets no more through at once than it is wide, and everybody in the end. */
import { expect, test } from 'vitest';
import { Gate } from '../../../src-main/crowd/gate.ts';

test('at most three at once, in the order in which they came, also after failures', async () => {
  const gate = new Gate(3);
  let inside = 0;
  let most = 0;
  const order: number[] = [];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      gate.pass(async () => {
        inside += 1;
        most = Math.max(most, inside);
        order.push(index);
        await new Promise((resolve) => setImmediate(resolve));
        inside -= 1;
        if (index % 4 === 0) throw new Error(String(index));
      }),
    ),
  );
  expect(most).toBe(3);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5);
});
