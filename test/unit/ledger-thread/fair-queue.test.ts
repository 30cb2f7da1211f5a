/** Proves that owners take turns where more wait than are taken at once, and that the order of each one's own stays. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FairQueue } from '../../../src-main/bank/fair-queue.ts';

interface Item {
  readonly owner: string;
  readonly number: number;
}

const named = ({ owner, number }: Item): string => `${owner}${number}`;

test('who asks for much does not keep others waiting for all of it', () => {
  const queue = new FairQueue<Item>(({ owner }) => owner);
  for (let number = 0; number < 1_000; number += 1) queue.add({ owner: 'greedy ', number });
  queue.add({ owner: 'a', number: 1 });
  queue.add({ owner: 'b', number: 1 });
  queue.add({ owner: 'a', number: 2 });
  expect(queue.take(6).map(named)).toEqual(['greedy 0', 'a1', 'b1', 'greedy 1', 'a2', 'greedy 2']);
  // Who comes later has a turn at once, too.
  queue.add({ owner: 'c', number: 1 });
  expect(queue.take(2).map(named).sort()).toEqual(['c1', 'greedy 3']);
  expect(queue.length).toBe(996);
});

test('nothing is lost or done twice, nobody waits longer than for one of each other, own order stays', () => {
  const item = fc.record({ owner: fc.constantFrom('a', 'b', 'c'), number: fc.nat() });
  const step = fc.oneof(
    fc.record({ add: fc.array(item, { maxLength: 9 }) }),
    fc.record({ take: fc.integer({ min: 1, max: 7 }) }),
  );
  fc.assert(
    fc.property(fc.array(step), (steps) => {
      const queue = new FairQueue<Item>(({ owner }) => owner);
      const added: Item[] = [];
      const taken: Item[] = [];
      for (const one of steps) {
        if ('add' in one) {
          for (const each of one.add) queue.add(each);
          added.push(...one.add);
          continue;
        }
        const waiting = new Set(added.filter((each) => !taken.includes(each)).map(({ owner }) => owner));
        const some = queue.take(one.take);
        expect(some.length).toBe(Math.min(one.take, added.length - taken.length));
        if (some.length >= waiting.size) expect(new Set(some.map(({ owner }) => owner))).toEqual(waiting);
        taken.push(...some);
        expect(queue.length).toBe(added.length - taken.length);
      }
      taken.push(...queue.take(added.length + 1));
      expect(taken).toHaveLength(added.length);
      for (const name of ['a', 'b', 'c']) {
        const own = (all: readonly Item[]) => all.filter(({ owner }) => owner === name);
        expect(own(taken)).toEqual(own(added));
      }
    }),
  );
});
