import type { Notes, Payable } from '../../contract/atm.ts';
import type { Cents } from '../../contract/money.ts';

/** One box of notes of one denomination. */
export interface Cassette {
  /** Cents. */
  readonly denomination: Cents;
  /** Notes as the machine counts them down from what was loaded. */
  readonly counted: number;
  /** Notes that really lie in it: fewer than counted after a wrong load, and the machine learns it only when it pays. */
  readonly present: number;
}

/** What a new or replenished machine holds: 45,000 dollars in four cassettes. */
export const FULL_CASSETTES: readonly Cassette[] = [
  { denomination: 10_000, counted: 200, present: 200 },
  { denomination: 5_000, counted: 200, present: 200 },
  { denomination: 2_000, counted: 500, present: 500 },
  { denomination: 1_000, counted: 500, present: 500 },
];

/** Dollars, then how many notes, then where fewer really lie there how many do. */
const CASSETTE_WORD = /^(\d{1,6}):(\d{1,5})(?:\/(\d{1,5}))?$/;

/**
 * Reads what a person wrote of the cassettes to put in: `100:20,50:10` is 20 notes of $100 and 10 of $50; in
 * `50:10/8` only 8 of the 10 are really there.
 * @returns undefined for anything else, and for a denomination named twice.
 */
export function parseCassettes(text: string): readonly Cassette[] | undefined {
  const cassettes = new Map<Cents, Cassette>();
  for (const word of text.split(',')) {
    const match = CASSETTE_WORD.exec(word.trim());
    if (match === null) return undefined;
    const denomination = Number(match[1]) * 100;
    const counted = Number(match[2]);
    const present = match[3] === undefined ? counted : Number(match[3]);
    if (denomination === 0 || present > counted || cassettes.has(denomination)) return undefined;
    cassettes.set(denomination, { denomination, counted, present });
  }
  return [...cassettes.values()];
}

export function notesTotal(notes: Notes): Cents {
  return notes.reduce((sum, { denomination, count }) => sum + denomination * count, 0);
}

/** What the machine believes it holds, the largest notes first. */
export function notesIn(cassettes: readonly Cassette[]): Notes {
  return [...cassettes]
    .sort((a, b) => b.denomination - a.denomination)
    .map(({ denomination, counted }) => ({ denomination, count: counted }));
}

/**
 * Finds notes that make the amount exactly, if any combination does; of several, the one with the largest notes.
 *
 * Depth first from the largest denomination, most notes first. Dead ends (how much is left at which denomination)
 * are remembered in `deadEnds`, which bounds the search by denominations × distinct remainders; it may be shared
 * between calls with the same notes.
 * @param amount cents, above zero.
 */
export function notesFor(amount: Cents, available: Notes, deadEnds = new Set<string>()): Notes | null {
  const notes = [...available].sort((a, b) => b.denomination - a.denomination);
  const search = (index: number, rest: Cents): Notes | null => {
    if (rest === 0) return [];
    const note = notes[index];
    if (note === undefined) return null;
    const place = `${index}:${rest}`;
    if (deadEnds.has(place)) return null;
    for (let count = Math.min(note.count, Math.floor(rest / note.denomination)); count >= 0; count--) {
      const others = search(index + 1, rest - count * note.denomination);
      if (others !== null) return count === 0 ? others : [{ denomination: note.denomination, count }, ...others];
    }
    deadEnds.add(place);
    return null;
  };
  return amount > 0 && amount <= notesTotal(notes) ? search(0, amount) : null;
}

/** Whether the amount can be paid, and if not the nearest amounts below and above that can. */
export function payable(amount: Cents, available: Notes): Payable {
  const deadEnds = new Set<string>();
  const notes = notesFor(amount, available, deadEnds);
  if (notes !== null) return { notes, below: null, above: null };
  const total = notesTotal(available);
  const step = available.filter(({ count }) => count > 0).reduce((so, note) => divisor(so, note.denomination), 0);
  if (step === 0) return { notes: null, below: null, above: null };
  let below = Math.floor(Math.min(amount - 1, total) / step) * step;
  while (below > 0 && notesFor(below, available, deadEnds) === null) below -= step;
  let above = (Math.floor(amount / step) + 1) * step;
  while (above <= total && notesFor(above, available, deadEnds) === null) above += step;
  return { notes: null, below: below > 0 ? below : null, above: above <= total ? above : null };
}

/**
 * Pays an amount out of the cassettes. Where a cassette gives fewer notes than it was counted to hold, it is taken
 * for empty and the rest is made up from the others; what they can't make exactly is paid as far as they can.
 * @returns the notes that came out (their total is at most the amount) and the cassettes as they are left.
 */
export function payOut(amount: Cents, cassettes: readonly Cassette[]): { paid: Notes; left: readonly Cassette[] } {
  const left = cassettes.map((cassette) => ({ ...cassette }));
  const paid = new Map<Cents, number>();
  for (let rest = amount; ; ) {
    const notes = notesIn(left);
    const nearest = payable(rest, notes);
    const plan = nearest.notes ?? (nearest.below === null ? null : notesFor(nearest.below, notes));
    if (plan === null) break;
    for (const { denomination, count } of plan) {
      const cassette = left.find((one) => one.denomination === denomination);
      if (cassette === undefined) throw new Error(`no cassette of ${denomination}`);
      const given = Math.min(count, cassette.present);
      cassette.present -= given;
      cassette.counted = given < count ? 0 : cassette.counted - given;
      rest -= given * denomination;
      if (given > 0) paid.set(denomination, (paid.get(denomination) ?? 0) + given);
    }
    if (rest === 0) break;
  }
  const sorted = [...paid].sort(([a], [b]) => b - a).map(([denomination, count]) => ({ denomination, count }));
  return { paid: sorted, left };
}

function divisor(a: number, b: number): number {
  return b === 0 ? a : divisor(b, a % b);
}
