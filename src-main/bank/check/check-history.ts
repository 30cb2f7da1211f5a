import { formatDollars } from '../../contract/money.ts';
import { components } from './components.ts';
import { describeOperation, type History, type Operation } from './history.ts';
import { linearize, type Verdict } from './linearize.ts';
import { shrink } from './shrink.ts';

/** What is to be said of a whole history. */
export type Finding =
  | { readonly state: 'explained' }
  /** `smallest` is a part that no order explains either, and `stuck` how far any order of it comes. */
  | {
      readonly state: 'impossible';
      readonly smallest: History;
      readonly stuck: Extract<Verdict, { state: 'impossible' }>;
    }
  | { readonly state: 'undecided'; readonly states: number };

/** Decides whether one order of all operations explains all answers (strict serializability of the account model). */
export function checkHistory(history: History): Finding {
  let undecided: Finding | undefined;
  for (const part of components(history)) {
    const verdict = linearize(part);
    if (verdict.state === 'undecided') undecided = verdict;
    if (verdict.state !== 'impossible') continue;
    const smallest = shrink(part);
    const stuck = linearize(smallest);
    return { state: 'impossible', smallest, stuck: stuck.state === 'impossible' ? stuck : verdict };
  }
  return undecided ?? { state: 'explained' };
}

/** The counterexample as text: the operations in the order of their calls, and where every order comes to its end. */
export function describeCounterexample({ smallest, stuck }: Extract<Finding, { state: 'impossible' }>): string {
  const operations = [...smallest.operations].sort((a, b) => a.call - b.call);
  const width = operations.reduce((most, { client }) => Math.max(most, client.length), 6);
  const balances = (held: ReadonlyMap<string, number>): string =>
    [...held].map(([account, cents]) => `${account} ${formatDollars(cents)}`).join(', ');
  const rows = operations.map((one) => `  ${row(one, width)}`);
  const { order, balances: reached } = stuck.longest;
  const placed = new Set(order);
  const left = operations.filter((one) => !placed.has(one) && Number.isFinite(one.return));
  return [
    `Balances before: ${balances(smallest.opening)}`,
    `  ${'line'.padStart(6)}  ${'client'.padEnd(width)}  ${'call'.padStart(12)}  ${'return'.padStart(12)}  operation`,
    ...rows,
    order.length === 0
      ? 'None of them can be the first.'
      : `The order that comes furthest (lines ${order.map(({ line }) => line).join(', ')}) leaves ${balances(reached)}; then none of the rest fits:`,
    ...(order.length === 0 ? [] : left.map((one) => `  line ${one.line}: ${describeOperation(one)}`)),
  ].join('\n');
}

function row(operation: Operation, width: number): string {
  const { line, client, call } = operation;
  const returned = Number.isFinite(operation.return)
    ? time(operation.return)
    : operation.answer === null
      ? '-'
      : 'later';
  const times = `${time(call).padStart(12)}  ${returned.padStart(12)}`;
  return `${String(line).padStart(6)}  ${client.padEnd(width)}  ${times}  ${describeOperation(operation)}`;
}

function time(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toFixed(3);
}
