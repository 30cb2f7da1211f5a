/** Proves who is told of what, and when what nobody hears is turned off. */
import { expect, test } from 'vitest';
import { Listeners } from '../../src-main/listeners.ts';

test('all that are there are told, in the order in which they came', () => {
  const told: string[] = [];
  const listeners = new Listeners<[string, number]>();
  listeners.add((word, count) => told.push(`first ${word} ${count}`));
  const end = listeners.add((word) => told.push(`second ${word}`));
  listeners.tell('a', 1);
  end();
  listeners.tell('b', 2);
  expect(told).toEqual(['first a 1', 'second a', 'first b 2']);
});

test('one that another ends before its turn is not told', () => {
  const told: string[] = [];
  const listeners = new Listeners<[]>();
  let end = (): void => {};
  listeners.add(() => end());
  end = listeners.add(() => told.push('ended'));
  listeners.tell();
  expect(told).toEqual([]);
});

test('the first that comes and the last that goes are noticed, each once', () => {
  const heard: boolean[] = [];
  const listeners = new Listeners<[]>((now) => heard.push(now));
  const one = listeners.add(() => {});
  const two = listeners.add(() => {});
  one();
  one();
  expect(heard).toEqual([true]);
  two();
  two();
  expect(heard).toEqual([true, false]);
  listeners.add(() => {});
  listeners.clear();
  listeners.clear();
  expect(heard).toEqual([true, false, true, false]);
  expect(listeners.size).toBe(0);
});
