import { describe, expect, test } from 'vitest';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import type { TraceRequest } from '../../src-main/contract/trace/trace.ts';
import { type Filter, filterOf, NO_FILTER } from '../../src-renderer/lab/filter.ts';
import { Lab } from '../../src-renderer/lab/lab.tsx';
import { FIRST_STATE, type LabState, pressed } from '../../src-renderer/lab/lab-state.ts';
import type { View } from '../../src-renderer/ui/controls/view-choice.tsx';
import { BATCH, memoryOf, report, request, SESSION } from '../unit/trace/samples.ts';
import { markup, words } from './render.tsx';

/**
 * The Lab window with a trace that was made by hand: a deposit, a withdrawal that was refused, a balance of somebody
 * else. What keys do is `pressed`, as the window calls it; its picture is a canvas, which is looked at in e2e.
 */

const nothing = () => {};
const requests: readonly TraceRequest[] = [
  request(),
  request({
    ...{ id: 2, op: 'withdraw', amount: 900_000, outcome: 'refused', refusal: 'insufficient_funds' },
    ...{ sequence: null, hash: null, balance: null, asked: 3_000, answered: 3_400, sent: 3_500, batch: null },
  }),
  request({
    ...{ id: 3, session: 8, account: '1998', op: 'balance', amount: null, asked: 5_000, answered: 5_010, sent: 5_020 },
    ...{ sequence: null, hash: null, balance: 300_000, batch: null },
  }),
];
const view = memoryOf(
  report({
    sessions: [SESSION, { ...SESSION, number: 8, id: 'run-8', terminal: null, account: '1998' }],
    requests: [...requests],
    batches: [BATCH],
  }),
);
const known = { view, requests: view.requests, now: view.at };

interface Drawn {
  readonly state?: LabState;
  readonly filter?: Filter;
  readonly shown?: View;
  readonly code?: LanguageCode;
}

function draw({ state = FIRST_STATE, filter = NO_FILTER, shown = 'table', code = 'en' }: Drawn = {}): string {
  return markup(
    <Lab
      view={view}
      look={() => ({ view, now: view.at })}
      state={{ ...state, filter }}
      requests={view.requests.filter(filterOf(filter, view.sessions))}
      wanted={() => true}
      shown={shown}
      mask
      open
      sending={false}
      fault={null}
      onFaultRead={nothing}
      onShown={nothing}
      onLive={nothing}
      onZoom={nothing}
      onPan={nothing}
      onPin={nothing}
      onMeasure={nothing}
      onKey={() => false}
      onFilter={nothing}
      onDeposit={nothing}
      onExport={nothing}
      onCapture={nothing}
    />,
    code,
  );
}

/** The table's rows, newest first, as the texts of their cells. */
function rowsOf(html: string): readonly (readonly string[])[] {
  const [, body = ''] = /<tbody>(.*?)<\/tbody>/s.exec(html) ?? [];
  return [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) => cell.replaceAll(/<[^>]*>|[\u2066-\u2069]/g, '')),
  );
}

/** The state after these keys on the picture. */
function pressing(keys: readonly string[], mirrored = false): LabState {
  return keys.reduce((state, key) => {
    const next = pressed(state, { key, shiftKey: false }, known, mirrored);
    if (next === null) throw new Error(`'${key}' does nothing`);
    return next;
  }, FIRST_STATE);
}

/** What the panel beside the picture tells of the request that is kept there; undefined: of none. */
const kept = (html: string) => /<h2[^>]*>(.*?)<\/h2>/s.exec(html)?.[1]?.replaceAll(/<[^>]*>/g, '');

describe('the table', () => {
  test('says of each request what its trace says', () => {
    const rows = rowsOf(draw());
    expect(rows.map((row) => row.slice(1))).toEqual([
      ['Session 8 ··98', 'Balance', '··98', 'Done', '', expect.stringMatching(/ms$/), '', ''],
      ['ATM 3 ··99', 'Withdrawal of $9,000', '··99', 'Refused', '', expect.stringMatching(/ms$/), '', ''],
      ['ATM 3 ··99', 'Deposit of $25', '··99', 'Done', '700 µs', '2.00 ms', '11', '4'],
    ]);
  });

  test('says it in Arabic, too', () => {
    const [, , deposit] = rowsOf(draw({ code: 'ar' }));
    expect(deposit?.join(' ')).toMatch(/إيداع.*٧٠٠.*١١.*٤/);
  });

  test.each([
    [{ text: 'withdraw', outcome: 'all' }, ['Withdrawal of $9,000']],
    [{ text: 'atm 3', outcome: 'done' }, ['Deposit of $25']],
    [{ text: '1998', outcome: 'all' }, ['Balance']],
    [{ text: '', outcome: 'refused' }, ['Withdrawal of $9,000']],
  ] as const)('has with the filter %j only what matches', (filter, operations) => {
    expect(rowsOf(draw({ filter })).map(([, , operation]) => operation)).toEqual(operations);
  });

  test('that has nothing which matches says so', () => {
    const html = draw({ filter: { text: 'transfer', outcome: 'all' } });
    expect(rowsOf(html)).toEqual([]);
    expect(words(html)).toContain('No request in the last minute matches.');
  });
});

describe('by keyboard', () => {
  test('Space freezes, and goes on', () => {
    expect(words(draw({ shown: 'picture' }))).toContain('Freeze');
    const frozen = words(draw({ state: pressing([' ']), shown: 'picture' }));
    expect(frozen).toContain('Resume');
    expect(frozen).not.toContain('Freeze');
    expect(words(draw({ state: pressing([' ', ' ']), shown: 'picture' }))).toContain('Freeze');
  });

  test.each([
    [['ArrowLeft'], false, 'Balance'],
    [['ArrowLeft', 'ArrowLeft'], false, 'Withdrawal of $9,000'],
    [['ArrowLeft', 'ArrowLeft', 'ArrowLeft'], false, 'Deposit of $25'],
    [['ArrowLeft', 'ArrowLeft', 'ArrowRight'], false, 'Balance'],
    // Where time goes on to the left, so do the arrows.
    [['ArrowRight', 'ArrowRight', 'ArrowRight', 'ArrowLeft'], true, 'Withdrawal of $9,000'],
    [['ArrowLeft', 'Escape'], false, undefined],
  ] as const)('%j steps from request to request (mirrored: %s)', (keys, mirrored, operation) => {
    const html = draw({ state: pressing(keys, mirrored) });
    expect(kept(html)).toBe(operation);
    const selected = [...html.matchAll(/<tr aria-selected="true"[^>]*>.*?<button[^>]*>(.*?)<\/button>/gs)];
    expect(selected.map(([, name]) => name)).toEqual(operation === undefined ? [] : [operation]);
  });
});
