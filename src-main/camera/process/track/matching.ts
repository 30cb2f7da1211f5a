import { assign } from './assignment.ts';

/** The sighting that goes to a face. */
export interface Pairing {
  readonly sighting: number;
  /** Whether another way to give out the sightings is about as good. */
  readonly doubtful: boolean;
}

/**
 * Which sighting belongs to which face, decided over all faces at once: the cheapest way there is, where a face that
 * stays without a sighting costs `absent`. The rule of doubt: a pairing is doubtful when the cheapest way without it
 * costs less than `doubt` more. So it does not matter how the other way comes about: the sighting fits another face,
 * the face fits another sighting, several faces change places, or the face is gone and somebody else came.
 * @param costs how badly each sighting fits, from 0, finite; one row a face, all of the same length
 * @param absent a sighting that fits as badly as this or worse never goes to the face
 * @returns the pairing of each face; null for none
 */
export function match(costs: readonly (readonly number[])[], absent: number, doubt: number): (Pairing | null)[] {
  if (costs.length === 0) return [];
  // A column of its own for each face, so that staying without a sighting is always possible.
  const padded = costs.map((row) => [...row, ...costs.map(() => absent)]);
  const columns = assign(padded);
  const least = total(padded, columns);
  return columns.map((column, row) => {
    if (column >= (costs[row]?.length ?? 0)) return null;
    // At the price of an absence the pairing gains nothing over one, which is the same as ruling it out.
    const without = padded.map((prices, other) => (other === row ? prices.with(column, absent) : prices));
    return { sighting: column, doubtful: total(without, assign(without)) - least < doubt };
  });
}

function total(costs: readonly (readonly number[])[], columns: readonly number[]): number {
  return columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0);
}
