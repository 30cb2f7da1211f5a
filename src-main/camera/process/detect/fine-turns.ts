import type { Found } from './detector.ts';

/** What is known when a fine search's turn comes. */
interface Known {
  /** Fine searches of this scene so far. */
  readonly searched: number;
  /** How many of the newest of them in a row found nothing. */
  readonly empty: number;
  /** Whether the last turn was left out. */
  readonly rested: boolean;
}

const NOTHING: Known = { searched: 0, empty: 0, rested: false };

/**
 * Leaves out every second turn of the fine searches while they find nothing: a fine search costs as much as six coarse
 * ones, and in most rooms nobody is far away. It hangs on what was found alone, never on how fast that was, so a film
 * has the same faces on every machine.
 */
export class FineTurns {
  #known: Promise<Known> = Promise.resolve(NOTHING);

  /** Another scene begins: its first turn is taken. */
  reset(): void {
    this.#known = Promise.resolve(NOTHING);
  }

  /**
   * One turn.
   * @param strips of the picture: one turn searches one of them
   * @param fine searches a strip, counted on and on
   * @param coarse is done where the turn is left out
   */
  async take(strips: number, fine: (strip: number) => Promise<Found>, coarse: () => Promise<Found>): Promise<Found> {
    const taken = this.#known.then((known) => takeWith(known, strips, fine, coarse));
    // A search that failed ends the run; until then, what comes after it must not wait for ever.
    this.#known = taken.then(
      ({ known }) => known,
      () => NOTHING,
    );
    return (await taken).found;
  }
}

async function takeWith(
  { searched, empty, rested }: Known,
  strips: number,
  fine: (strip: number) => Promise<Found>,
  coarse: () => Promise<Found>,
): Promise<{ readonly found: Found; readonly known: Known }> {
  if (empty >= strips && !rested) return { found: await coarse(), known: { searched, empty, rested: true } };
  const found = await fine(searched);
  const none = found.detections.length === 0;
  return { found, known: { searched: searched + 1, empty: none ? empty + 1 : 0, rested: false } };
}
