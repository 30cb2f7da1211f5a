/** Proves that a semaphore runs no more at once than it has permits, and everything in the end. */
import { expect, test } from 'vitest';
import { Semaphore } from '../../../src-main/crowd/semaphore.ts';

test('at most three at once, in the order in which they came, also after failures', async () => {
  const semaphore = new Semaphore(3);
  let running = 0;
  let most = 0;
  const order: number[] = [];
  const outcomes = await Promise.allSettled(
    Array.from({ length: 20 }, (_, index) =>
      semaphore.run(async () => {
        running += 1;
        most = Math.max(most, running);
        order.push(index);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        if (index % 4 === 0) throw new Error(String(index));
      }),
    ),
  );
  expect(most).toBe(3);
  expect(order).toEqual([...order].sort((a, b) => a - b));
  expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(5);
});
