import { describe, test } from 'vitest';

/**
 * Declares tests that need something of the machine. Where it is missing, the output says so and why, and one skipped
 * test stands for them.
 * @param missing why they can't run here, in words; undefined if they can
 */
export function describeWhere(missing: string | undefined, title: string, declare: () => void): void {
  if (missing === undefined) {
    describe(title, declare);
    return;
  }
  console.log(`Skipped: ${title}: ${missing}.`);
  test.skip(`${title}: ${missing}`, () => {});
}
