import { describe, expect, test } from 'vitest';
import { Watchers } from '../../../src-main/camera/watchers.ts';

/** One frame in flight for each watcher; the newest wins. */
function packet(index: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.of(index);
}

describe('watchers', () => {
  test('get a frame, and the newest of those that came until they have shown it', () => {
    const watchers = new Watchers(() => {});
    const got: number[] = [];
    const watcher = watchers.add((bytes) => got.push(...bytes));
    for (let index = 0; index < 5; index += 1) watchers.offer(index, packet(index));
    expect(got).toEqual([0]);
    watcher.shown(0);
    expect(got).toEqual([0, 4]);
    watcher.shown(4);
    expect(got).toEqual([0, 4]);
    watchers.offer(5, packet(5));
    expect(got).toEqual([0, 4, 5]);
  });

  test('do not get ahead by telling of a frame that they were not sent', () => {
    const watchers = new Watchers(() => {});
    const got: number[] = [];
    const watcher = watchers.add((bytes) => got.push(...bytes));
    watchers.offer(0, packet(0));
    watchers.offer(1, packet(1));
    watcher.shown(1);
    watcher.shown(77);
    expect(got).toEqual([0]);
  });

  test('do not hold each other up', () => {
    const watchers = new Watchers(() => {});
    const quick: number[] = [];
    watchers.add(() => {});
    const watcher = watchers.add((bytes) => quick.push(...bytes));
    for (let index = 0; index < 3; index += 1) {
      watchers.offer(index, packet(index));
      watcher.shown(index);
    }
    expect(quick).toEqual([0, 1, 2]);
  });

  test('get nothing old after all was forgotten', () => {
    const watchers = new Watchers(() => {});
    const got: number[] = [];
    const watcher = watchers.add((bytes) => got.push(...bytes));
    watchers.offer(0, packet(0));
    watchers.offer(1, packet(1));
    watchers.forget();
    watcher.shown(0);
    expect(got).toEqual([0]);
    watchers.offer(2, packet(2));
    expect(got).toEqual([0, 2]);
  });

  test('are told of: the first that comes and the last that goes', () => {
    const told: boolean[] = [];
    const watchers = new Watchers((watched) => told.push(watched));
    const first = watchers.add(() => {});
    const second = watchers.add(() => {});
    first.unwatch();
    expect(told).toEqual([true]);
    second.unwatch();
    second.unwatch();
    expect(told).toEqual([true, false]);
    expect(watchers.watched).toBe(false);
  });
});
