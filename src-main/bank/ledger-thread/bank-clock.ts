/** ms since the epoch, never before `floor` nor before what it told last. */
export type BankClock = (floor: number) => number;

/**
 * The bank's clock: the machine's, but it neither goes back nor stands still. Where the machine's is set back, time
 * goes on from where it was, as the steady clock measures it: a lock, a reservation and a day have to end even if the
 * machine needs a year to catch up with a date that was wrong once.
 * @param wall ms since the epoch, as the machine has it
 * @param steady ms from any start, never set
 */
export function bankClock(wall = Date.now, steady = () => performance.now()): BankClock {
  let told = Number.NEGATIVE_INFINITY;
  let toldAt = steady();
  return (floor) => {
    const passed = Math.floor(steady() - toldAt);
    toldAt += passed;
    told = Math.max(wall(), floor, told + passed);
    return told;
  };
}
