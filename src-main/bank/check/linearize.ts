import { type Balances, effectOf, fits } from './account-model.ts';
import type { History, Operation } from './history.ts';

/** Whether some order explains a history. */
export type Verdict =
  /** This one does: each operation takes its place between its call and its return. */
  | { readonly state: 'explained'; readonly order: readonly Operation[] }
  /** None does. `longest` is an order that explains most, with the balances that it ends at. */
  | { readonly state: 'impossible'; readonly longest: readonly Operation[]; readonly balances: Balances }
  /** The search was given up after so many states. */
  | { readonly state: 'undecided'; readonly states: number };

/** States looked at before the search is given up: a minute and about 1 GB on an ordinary machine. */
const MOST_STATES = 5_000_000;

/** A call or a return, in a list in the order of time. Placing an operation takes both out. */
interface Link {
  before: Link | null;
  after: Entry | null;
}
interface Entry extends Link {
  readonly candidate: Candidate;
  readonly isReturn: boolean;
}

class Candidate {
  readonly index: number;
  readonly operation: Operation;
  readonly effect: ReturnType<typeof effectOf>;
  /** Operations of one likeness differ only in their times. */
  readonly likeness: string;
  readonly call: Entry;
  readonly return: Entry | null;

  constructor(operation: Operation, index: number) {
    const { op, account, to, amount, answer, given } = operation;
    this.index = index;
    this.operation = operation;
    this.effect = effectOf(operation);
    this.likeness = JSON.stringify([op, account, to, amount, answer, given]);
    this.call = { candidate: this, isReturn: false, before: null, after: null };
    this.return = answer === null ? null : { candidate: this, isReturn: true, before: null, after: null };
  }
}

/** What was tried at one place of the order, and what is left to try. */
interface Choice {
  readonly candidates: readonly Candidate[];
  next: number;
}

/**
 * Decides whether the operations can be put in one order, respecting the order in time of those that do not
 * overlap, in which a bank that does one at a time gives all the answers: strict serializability.
 *
 * The search is Wing and Gong's ('Testing and verifying concurrent objects', 1993) with the memory of states that
 * Lowe added ('Testing for linearizability', 2017): next in the order can only be an operation that was called
 * before the first return among those left. Three properties of accounts make it short. Effects are sums, so
 * the operations that were done tell the balances, and their set is the whole state. An operation without effect
 * that fits now can be placed now without loss. Of operations that are alike, the one that returned first can go first.
 */
export function linearize(history: History, mostStates = MOST_STATES): Verdict {
  const search = new Search(history);
  return search.run(mostStates);
}

class Search {
  /** Before the first entry. */
  readonly #head: Link = { before: null, after: null };
  readonly #balances: Map<string, number>;
  readonly #placed: Candidate[] = [];
  readonly #done: Uint8Array;
  /** Operations that have an answer and no place yet. */
  #open: number;
  /** All before this one have a place. */
  #firstOpen = 0;

  constructor({ opening, operations }: History) {
    this.#balances = new Map(opening);
    this.#done = new Uint8Array(operations.length);
    const candidates = [...operations]
      .sort((a, b) => a.call - b.call)
      .map((operation, index) => new Candidate(operation, index));
    this.#open = operations.filter(({ answer }) => answer !== null).length;
    const entries = candidates.flatMap((candidate) =>
      candidate.return === null ? [candidate.call] : [candidate.call, candidate.return],
    );
    // What returns at the very moment of another's call may have been before or after it: calls come first.
    entries.sort((a, b) => timeOf(a) - timeOf(b) || Number(a.isReturn) - Number(b.isReturn));
    for (const [index, entry] of entries.entries()) {
      entry.before = entries[index - 1] ?? this.#head;
      entry.before.after = entry;
    }
  }

  run(mostStates: number): Verdict {
    const seen = new Set<string>();
    const choices: Choice[] = [];
    let longest: readonly Candidate[] = [];
    let longestBalances: Balances = new Map(this.#balances);
    for (;;) {
      if (this.#open === 0) return { state: 'explained', order: this.#placed.map(({ operation }) => operation) };
      choices.push({ candidates: this.#candidates(), next: 0 });
      if (this.#placed.length > longest.length) {
        longest = [...this.#placed];
        longestBalances = new Map(this.#balances);
      }
      // Go on with the newest choice that has something left whose state was not seen.
      for (;;) {
        const choice = choices.at(-1);
        if (choice === undefined) {
          return {
            state: 'impossible',
            longest: longest.map(({ operation }) => operation),
            balances: longestBalances,
          };
        }
        const candidate = choice.candidates[choice.next++];
        if (candidate === undefined) {
          choices.pop();
          this.#takeBack();
          continue;
        }
        this.#place(candidate);
        const state = this.#stateName();
        if (!seen.has(state)) {
          seen.add(state);
          break;
        }
        this.#takeBack();
      }
      if (seen.size > mostStates) return { state: 'undecided', states: seen.size };
    }
  }

  /** What can come next, most promising first. */
  #candidates(): readonly Candidate[] {
    const alike = new Map<string, Candidate>();
    for (let entry = this.#head.after; entry !== null && !entry.isReturn; entry = entry.after) {
      const { candidate } = entry;
      if (!fits(candidate.operation, this.#balances)) continue;
      if (candidate.effect.length === 0) {
        if (candidate.return !== null) return [candidate];
        continue;
      }
      const other = alike.get(candidate.likeness);
      if (other === undefined || candidate.operation.return < other.operation.return) {
        alike.set(candidate.likeness, candidate);
      }
    }
    return [...alike.values()].sort((a, b) => (a.operation.return < b.operation.return ? -1 : 1));
  }

  #place(candidate: Candidate): void {
    for (const [account, cents] of candidate.effect) {
      this.#balances.set(account, (this.#balances.get(account) ?? 0) + cents);
    }
    unlink(candidate.call);
    if (candidate.return !== null) {
      unlink(candidate.return);
      this.#open--;
    }
    this.#placed.push(candidate);
    this.#done[candidate.index] = 1;
    while (this.#done[this.#firstOpen] === 1) this.#firstOpen++;
  }

  #takeBack(): void {
    const candidate = this.#placed.pop();
    if (candidate === undefined) return;
    this.#done[candidate.index] = 0;
    this.#firstOpen = Math.min(this.#firstOpen, candidate.index);
    if (candidate.return !== null) {
      relink(candidate.return);
      this.#open++;
    }
    relink(candidate.call);
    for (const [account, cents] of candidate.effect) {
      this.#balances.set(account, (this.#balances.get(account) ?? 0) - cents);
    }
  }

  /** Names the set of operations that have a place: all before a first one, and these after it. */
  #stateName(): string {
    let name = String(this.#firstOpen);
    let left = this.#placed.length - this.#firstOpen;
    for (let index = this.#firstOpen; left > 0; index++) {
      if (this.#done[index] !== 1) continue;
      name += `,${index - this.#firstOpen}`;
      left--;
    }
    return name;
  }
}

function timeOf({ candidate, isReturn }: Entry): number {
  return isReturn ? candidate.operation.return : candidate.operation.call;
}

function unlink(entry: Entry): void {
  if (entry.before !== null) entry.before.after = entry.after;
  if (entry.after !== null) entry.after.before = entry.before;
}

/** Entries come back in the opposite order of their going, so both neighbours are in place. */
function relink(entry: Entry): void {
  if (entry.before !== null) entry.before.after = entry;
  if (entry.after !== null) entry.after.before = entry;
}
