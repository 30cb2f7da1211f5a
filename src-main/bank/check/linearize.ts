import { type Balances, effectOf, fits } from './account-model.ts';
import type { History, Operation } from './history.ts';

/** Whether some order explains a history. */
export type Verdict =
  /** This one does: each operation takes its place between its call and its return. */
  | { readonly state: 'explained'; readonly order: readonly Operation[] }
  /** None does. `longest` is an order that explains most; no order explains all that was answered up to `until`. */
  | { readonly state: 'impossible'; readonly longest: Reached; readonly until: number }
  /** The search was given up after so many states. */
  | { readonly state: 'undecided'; readonly states: number };

/** A prefix of an order, and the balances after it. */
export interface Reached {
  readonly order: readonly Operation[];
  readonly balances: Balances;
}

/** States looked at before the search is given up: a minute on an ordinary machine. */
const MOST_STATES = 2_000_000;

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
    const { op, account, to, amount, answer } = operation;
    this.index = index;
    this.operation = operation;
    this.effect = effectOf(operation);
    this.likeness = JSON.stringify([op, account, to, amount, answer]);
    this.call = { candidate: this, isReturn: false, before: null, after: null };
    this.return = isDue(operation) ? { candidate: this, isReturn: true, before: null, after: null } : null;
  }
}

/** A state of the search, and what is left to try from it. */
interface Place {
  readonly name: string;
  readonly candidates: readonly Candidate[];
  next: number;
  leads: boolean;
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
  let states = 0;
  let deepest = 0;
  const end = search.explore({
    entered: (depth, complete) => {
      deepest = Math.max(deepest, depth);
      return complete || ++states > mostStates ? 'stop' : 'on';
    },
  });
  if (states > mostStates) return { state: 'undecided', states };
  if (end === 'stopped') return { state: 'explained', order: search.reached().order };
  const again = new Search(history);
  again.explore({ entered: (depth) => (depth === deepest ? 'stop' : 'on') });
  return { state: 'impossible', longest: again.reached(), until: search.furthest };
}

/**
 * The longest beginning, as a set, of all orders that explain the history but for one answer, and do not reach that
 * one before: in whatever order, each of them starts with these operations, and so passes through these balances.
 * If the whole has no explanation, what is left after this beginning has none either, and the other way round.
 * @param last the answer that need not be explained; the latest of all.
 * @returns null if there is none, or none was found with so many states.
 */
export function commonBeginning(history: History, last: Operation, mostStates: number): Reached | null {
  // It may take a place where it fits, so that an order that does explain it is not overlooked; it need not.
  const optional: Operation = { ...last, return: Number.POSITIVE_INFINITY };
  const left = { ...history, operations: history.operations.map((one) => (one === last ? optional : one)) };
  const search = new Search(left);
  /** The one state at each depth that leads to a full order; null where several do, or it has the last. */
  const waists: (string | null)[] = [];
  let states = 0;
  let shortest = Number.POSITIVE_INFINITY;
  const end = search.explore({
    entered: (depth, complete) => {
      if (complete) shortest = Math.min(shortest, depth);
      return ++states > mostStates ? 'stop' : complete ? 'back' : 'on';
    },
    left: (depth, name, leadsToFull) => {
      if (leadsToFull) waists[depth] = depth in waists || search.hasPlaced(optional) ? null : name;
    },
  });
  if (end === 'stopped') return null;
  const depth = waists.findLastIndex((name, at) => name !== null && at <= shortest);
  const waist = waists[depth];
  if (waist === undefined || waist === null) return null;
  const again = new Search(left);
  again.explore({ entered: (_depth, _complete, name) => (name === waist ? 'stop' : 'on') });
  return again.reached();
}

interface Visitor {
  /** At each new state: how many operations have a place, whether that is all with an answer, and the state's name. */
  entered(depth: number, complete: boolean, name: string): 'on' | 'back' | 'stop';
  /** At the same states when everything behind them has been seen; whether a complete one was. */
  left?(depth: number, name: string, leadsToComplete: boolean): void;
}

class Search {
  /** Before the first entry. */
  readonly #head: Link = { before: null, after: null };
  readonly #balances: Map<string, number>;
  readonly #placed: Candidate[] = [];
  readonly #done: Uint8Array;
  /** Operations that must have a place and have none yet. */
  #open: number;
  /** All before this one have a place. */
  #firstOpen = 0;
  /** The latest return that was next in any state. */
  furthest = Number.NEGATIVE_INFINITY;

  constructor({ opening, operations }: History) {
    this.#balances = new Map(opening);
    this.#done = new Uint8Array(operations.length);
    const candidates = [...operations]
      .sort((a, b) => a.call - b.call)
      .map((operation, index) => new Candidate(operation, index));
    this.#open = operations.filter(isDue).length;
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

  reached(): Reached {
    return { order: this.#placed.map(({ operation }) => operation), balances: new Map(this.#balances) };
  }

  hasPlaced(operation: Operation): boolean {
    return this.#placed.some((candidate) => candidate.operation === operation);
  }

  /** Goes through all states, depth first, each once. Stopped, it stays where it is. */
  explore({ entered, left }: Visitor): 'stopped' | 'exhausted' {
    /** Whether a complete state was found behind each state that is done with. */
    const known = new Map<string, boolean>();
    const path: Place[] = [];
    const enter = (): boolean => {
      const name = this.#stateName();
      const complete = this.#open === 0;
      const way = entered(this.#placed.length, complete, name);
      path.push({ name, leads: complete, next: 0, candidates: way === 'on' ? this.#candidates() : [] });
      return way !== 'stop';
    };
    if (!enter()) return 'stopped';
    for (let place = path.at(-1); place !== undefined; place = path.at(-1)) {
      const candidate = place.candidates[place.next++];
      if (candidate === undefined) {
        known.set(place.name, place.leads);
        left?.(this.#placed.length, place.name, place.leads);
        path.pop();
        const before = path.at(-1);
        if (before !== undefined && place.leads) before.leads = true;
        this.#takeBack();
        continue;
      }
      this.#place(candidate);
      const outcome = known.get(this.#stateName());
      if (outcome === undefined) {
        if (!enter()) return 'stopped';
      } else {
        if (outcome) place.leads = true;
        this.#takeBack();
      }
    }
    return 'exhausted';
  }

  /** What can come next, most promising first. */
  #candidates(): readonly Candidate[] {
    const alike = new Map<string, Candidate>();
    for (let entry = this.#head.after; entry !== null; entry = entry.after) {
      const { candidate } = entry;
      if (entry.isReturn) {
        this.furthest = Math.max(this.furthest, candidate.operation.return);
        break;
      }
      if (!fits(candidate.operation, this.#balances)) continue;
      if (candidate.effect.length === 0) {
        if (candidate.return !== null) return [candidate];
        if (candidate.operation.answer === null) continue;
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

/** Whether an order must have a place for it. */
function isDue(operation: Operation): boolean {
  return Number.isFinite(operation.return);
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
