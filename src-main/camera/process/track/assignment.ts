/**
 * The cheapest way to give each row a column of its own (the assignment problem), by the Hungarian method with
 * potentials and shortest augmenting paths: O(rows² · columns).
 * @param cost one array a row, all of the same length, finite numbers; not more rows than columns
 * @returns the column of each row
 */
export function assign(cost: readonly (readonly number[])[]): number[] {
  const rows = cost.length;
  const columns = cost[0]?.length ?? 0;
  if (rows > columns) throw new RangeError('assignment needs at least as many columns as rows');
  const rowPotential = new Float64Array(rows);
  const columnPotential = new Float64Array(columns);
  const rowOf = new Int32Array(columns).fill(-1);
  const columnOf = new Int32Array(rows).fill(-1);

  for (let start = 0; start < rows; start += 1) {
    // Dijkstra over columns from this row, on costs reduced by the potentials, to the nearest free column.
    const distance = new Float64Array(columns).fill(Number.POSITIVE_INFINITY);
    const reachedFrom = new Int32Array(columns).fill(-1);
    const settled = new Uint8Array(columns);
    let row = start;
    let column = -1;
    let travelled = 0;
    for (;;) {
      const costs = cost[row] ?? [];
      let nearest = -1;
      for (let j = 0; j < columns; j += 1) {
        if (settled[j] === 1) continue;
        const reduced = travelled + at(costs, j) - at(rowPotential, row) - at(columnPotential, j);
        if (reduced < at(distance, j)) {
          distance[j] = reduced;
          reachedFrom[j] = row;
        }
        if (nearest < 0 || at(distance, j) < at(distance, nearest)) nearest = j;
      }
      column = nearest;
      travelled = at(distance, column);
      settled[column] = 1;
      const owner = at(rowOf, column);
      if (owner < 0) break;
      row = owner;
    }
    rowPotential[start] = at(rowPotential, start) + travelled;
    for (let j = 0; j < columns; j += 1) {
      if (settled[j] !== 1 || j === column) continue;
      const slack = travelled - at(distance, j);
      const owner = at(rowOf, j);
      rowPotential[owner] = at(rowPotential, owner) + slack;
      columnPotential[j] = at(columnPotential, j) - slack;
    }
    // Turn the path around: each row on it takes the column by which it was left.
    for (;;) {
      const from = at(reachedFrom, column);
      const previous = at(columnOf, from);
      rowOf[column] = from;
      columnOf[from] = column;
      if (from === start) break;
      column = previous;
    }
  }
  return [...columnOf];
}

function at(values: ArrayLike<number>, index: number): number {
  const value = values[index];
  if (value === undefined) throw new RangeError('assignment costs are not a full matrix');
  return value;
}
