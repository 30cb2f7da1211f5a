import type { Row } from '../../scripts/bench.mjs';

export type { Row };

export interface BenchOptions {
  /** Only shows that everything runs: one short round, numbers without meaning. */
  readonly smoke: boolean;
}

/**
 * A benchmark: a file `<name>.bench.ts` anywhere in test/bench that exports one of these as `bench`. It is run in a
 * process of its own, alone.
 */
export interface Bench {
  readonly title: string;
  /** @throws Skipped if something it needs is not on this machine */
  run(options: BenchOptions): Promise<Row[]>;
}

/** A benchmark can't be run here; the message says what is missing. */
export class Skipped extends Error {}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/**
 * Measures several things in turns, so that what disturbs the machine for a while disturbs all of them.
 * @returns the median of each over the rounds
 */
export async function inTurns<Name extends string>(
  rounds: number,
  measures: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(measures) as Name[];
  const values = new Map<Name, number[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of names) values.get(name)?.push(await measures[name]());
  }
  return Object.fromEntries(names.map((name) => [name, median(values.get(name) ?? [])])) as Record<Name, number>;
}
