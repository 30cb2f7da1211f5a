/** ms from any start, by a clock that nobody can set and that all threads of the process share. */
export function steadyNow(): number {
  return Number(process.hrtime.bigint()) / 1e6;
}
