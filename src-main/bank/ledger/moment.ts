/** One moment by both of the bank's clocks. */
export interface Moment {
  /** ms since the epoch: what transfers are dated with, and days count by. Never goes back. */
  readonly date: number;
  /** ms from any start, by a clock that nobody can set: what durations are measured with. */
  readonly steady: number;
}
