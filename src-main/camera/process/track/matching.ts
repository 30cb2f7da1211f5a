import { assign } from './assignment.ts';

/** The sighting that goes to a face. */
export interface Pairing {
  readonly sighting: number;
  /** Whether another way to give out the sightings is about as good. */
  readonly doubtful: boolean;
}

/** Faces and sightings that have nothing to do with the others. */
interface Cluster {
  readonly faces: number[];
  readonly sightings: number[];
}

/**
 * Which sighting belongs to which face, decided over all faces at once: the cheapest way there is, where a face that
 * stays without a sighting costs `absent`. The rule of doubt: a pairing is doubtful when the cheapest way without it
 * costs less than `doubt` more. So it does not matter how the other way comes about: the sighting fits another face,
 * the face fits another sighting, several faces change places, or the face is gone and somebody else came.
 *
 * The time grows with the fourth power of the faces, so clusters of faces that compete for no sighting are decided
 * apart: that changes nothing of the result, and in a crowd most of them are small.
 * @param costs how badly each sighting fits, from 0, finite; one row a face, all of the same length
 * @param absent a sighting that fits as badly as this or worse never goes to the face
 * @returns the pairing of each face; null for none
 */
export function match(costs: readonly (readonly number[])[], absent: number, doubt: number): (Pairing | null)[] {
  const pairings: (Pairing | null)[] = costs.map(() => null);
  for (const { faces, sightings } of clusters(costs, absent)) {
    const part = faces.map((face) => sightings.map((sighting) => costs[face]?.[sighting] ?? absent));
    for (const [index, pairing] of matchCluster(part, absent, doubt).entries()) {
      const face = faces[index];
      const sighting = pairing === null ? undefined : sightings[pairing.sighting];
      if (pairing !== null && face !== undefined && sighting !== undefined) pairings[face] = { ...pairing, sighting };
    }
  }
  return pairings;
}

/** The connected parts of the graph in which a face and a sighting are neighbours if they fit at all. */
function clusters(costs: readonly (readonly number[])[], absent: number): Cluster[] {
  const found: Cluster[] = [];
  const facesLeft = new Set(costs.keys());
  const sightingsLeft = new Set(costs[0]?.keys() ?? []);
  for (const first of facesLeft) {
    facesLeft.delete(first);
    const cluster: Cluster = { faces: [first], sightings: [] };
    // Both lists grow while they are gone through.
    for (const face of cluster.faces) {
      for (const sighting of sightingsLeft) {
        if ((costs[face]?.[sighting] ?? absent) >= absent) continue;
        sightingsLeft.delete(sighting);
        cluster.sightings.push(sighting);
        for (const other of facesLeft) {
          if ((costs[other]?.[sighting] ?? absent) >= absent) continue;
          facesLeft.delete(other);
          cluster.faces.push(other);
        }
      }
    }
    found.push(cluster);
  }
  return found;
}

/** `match` for costs of one cluster. */
function matchCluster(costs: readonly (readonly number[])[], absent: number, doubt: number): (Pairing | null)[] {
  // A column of its own for each face, so that staying without a sighting is always possible.
  const padded = costs.map((row) => [...row, ...costs.map(() => absent)]);
  const columns = assign(padded);
  const least = total(padded, columns);
  return columns.map((column, row) => {
    if ((costs[row]?.[column] ?? absent) >= absent) return null;
    // At the price of an absence the pairing gains nothing over one, which is the same as ruling it out.
    const without = padded.map((prices, other) => (other === row ? prices.with(column, absent) : prices));
    return { sighting: column, doubtful: total(without, assign(without)) - least < doubt };
  });
}

function total(costs: readonly (readonly number[])[], columns: readonly number[]): number {
  return columns.reduce((sum, column, row) => sum + (costs[row]?.[column] ?? 0), 0);
}
