import { describe, expect, test } from 'vitest';
import type { Board } from '../../src-main/contract/board.ts';
import type { LanguageCode } from '../../src-main/contract/languages.ts';
import { ChartPanel } from '../../src-renderer/lobby/board/chart-panel.tsx';
import { CommitsPanel } from '../../src-renderer/lobby/board/commits-panel.tsx';
import { Conservation } from '../../src-renderer/lobby/board/conservation.tsx';
import { Feed } from '../../src-renderer/lobby/board/feed.tsx';
import { SessionsPanel, ThreadsPanel } from '../../src-renderer/lobby/board/sessions/lanes.tsx';
import { markup, words } from './render.tsx';

/** The parts of the live board with plain props. What pointer and keys do to them is in e2e. */

const nothing = () => {};
const at = new Date(2026, 10, 22, 14, 3, 59).getTime();

const session = (more: Partial<Board['sessions'][number]> = {}): Board['sessions'][number] => ({
  ...{ id: '5f3a9c-7', number: 7, thread: 1, protocol: 'terminal', peer: '127.0.0.1:50000' },
  ...{ terminal: 'ATM 1', account: '1998', since: at, operations: 3 },
  ...more,
});

const row = (sequence: number, commit: number): Board['transfers'][number] => ({
  session: '5f3a9c-7',
  commit,
  transfer: {
    ...{ sequence, kind: 'withdrawal', debit: '1998', credit: 'cash', amount: 2_000, refers: null, at, hash: '' },
  },
});

/** Without the marks that keep the order of what is read in Arabic. */
const read = (html: string) => words(html).replaceAll(/[\u2066-\u2069]/g, '');

describe('sessions', () => {
  const draw = (sessions: readonly Board['sessions'][number][], code: LanguageCode = 'en', mask = true) =>
    markup(<SessionsPanel sessions={sessions} open={sessions.length} mask={mask} onSession={nothing} />, code);

  test.each([
    [session(), 'en', 'Open session #7: ATM 1 · ··98'],
    [session({ account: null }), 'en', 'ATM 1 · not logged in'],
    [session({ terminal: null, protocol: 'teletype' }), 'en', '#7 · ··98'],
    [session(), 'ar', 'الصرّاف ١ · ··٩٨'],
  ] as const)('%# say whose they are', (one, code, said) => {
    expect(
      read(draw([one], code))
        .replaceAll(/\s+/g, ' ')
        .replaceAll(' :', ':'),
    ).toContain(said);
  });

  test('show the whole account only where it is not masked', () => {
    expect(draw([session()])).not.toContain('1998');
    expect(draw([session()], 'en', false)).toContain('1998');
  });

  test('stand on their threads one step away; a bank without session threads has one lane', () => {
    const draw = (threads: number) =>
      read(
        markup(
          <ThreadsPanel
            threads={threads}
            accepted={800}
            sessions={threads === 0 ? [] : [session()]}
            open={threads === 0 ? 0 : 1}
            mask
            onSession={nothing}
          />,
        ),
      ).replaceAll(/\s+/g, ' ');

    expect(draw(2)).toMatch(/Thread 1 0 .*Thread 2 1 .*ATM 1 · ··98.*since the bank opened ?: 800/);
    expect(draw(0)).toContain('Thread 1');
    expect(draw(0)).not.toContain('Thread 2');
  });
});

describe('the books', () => {
  const draw = (sum: number, code: LanguageCode = 'en') => markup(<Conservation sum={sum} cash={-1_500_000} />, code);

  test('are level when customers have what cash lacks', () => {
    expect(words(draw(0))).toContain('Customers $15,000 = cash −$15,000');
    expect(draw(0)).not.toContain('role="alert"');
  });

  test('say so in Arabic', () => {
    const text = words(draw(0, 'ar')).replaceAll(/[\u200e\u200f\u061c]/g, '');
    expect(text).toMatch(/الزبائن ١٥٬٠٠٠\s\$ = النقد −١٥٬٠٠٠\s\$/);
  });

  test('that are not level are an alarm', () => {
    expect(draw(-5)).toMatch(/role="alert"[^>]*>.*do not balance/);
    expect(words(draw(-5))).toContain('Customers $14,999.95 ≠ cash −$15,000');
  });
});

describe('a chart', () => {
  const draw = (until: number, values: readonly (number | null)[]) =>
    markup(
      <ChartPanel
        title="Operations per second"
        nothing="Nothing known"
        until={until}
        at={[at / 1000 - 1, at / 1000]}
        lines={[{ values, colour: '--accent', legend: 'series-1', say: (value) => `${value} a second` }]}
      />,
    );

  test('says what it shows now, to who hears it as well', () => {
    const html = draw(at / 1000, [7, 120]);
    expect(html).toMatch(/role="slider"[^>]*aria-valuetext="120 a second"/);
    expect(html).toMatch(/class="reading figures">.*120 a second/);
  });

  test.each([
    ['where its newest value is not known', 0, [7, null]],
    ['while no board comes', 10, [7, 120]],
  ] as const)('%s it says so', (_where, later, values) => {
    const html = draw(at / 1000 + later, values);
    expect(html).toContain('aria-valuetext="Nothing known"');
    expect(html).not.toContain('a second');
  });
});

describe('commits and transfers', () => {
  const commits: Board['commits'] = [
    { number: 1092, at, size: 1, micros: 400 },
    { number: 1093, at, size: 8, micros: 1_800 },
  ];
  const holding = { onPointerEnter: nothing, onPointerLeave: nothing, onFocus: nothing, onBlur: nothing };
  const bars = (marked: number | null) =>
    markup(<CommitsPanel queue={4} commits={commits} marked={marked} holding={holding} onMark={nothing} />);
  const feed = (marked: number | null) =>
    markup(
      <Feed
        rows={[row(12, 1093), row(11, 1092)]}
        held={marked !== null}
        holding={holding}
        mask
        onSession={nothing}
        marked={marked}
        onMark={nothing}
      />,
    );

  test('a row has the number of its commit, and the short number of its session', () => {
    const cells = [...feed(null).matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell = '']) =>
      cell.replaceAll(/<[^>]*>/g, ''),
    );
    expect(cells.slice(0, 8)).toEqual(['12', 'Withdrawal', '··98', 'Cash', '$20.00', '14:03:59', '1,093', '#7']);
  });

  test('the newest commit is told, or the one that is marked with its time', () => {
    expect(words(bars(null))).toContain('No. 1,093: 8 requests, 1.8 ms');
    expect(bars(1092)).toContain('aria-valuetext="14:03:59: No. 1,092: 1 request, 0.4 ms"');
    expect(words(bars(null))).toContain('4 requests wait');
  });

  test('what is marked is marked in both', () => {
    expect(bars(null)).not.toContain('class="marked"');
    expect(feed(null)).not.toContain('class="marked"');
    expect(bars(1092)).toMatch(/<rect x="248"[^>]*class="marked"/);
    expect(feed(1092).match(/<tr class="marked">.*?<\/tr>/gs)).toEqual([expect.stringContaining('<td>11</td>')]);
    // One that no row is of.
    expect(feed(7)).not.toContain('class="marked"');
    expect([words(feed(7)).includes('Held'), words(feed(null)).includes('Held')]).toEqual([true, false]);
  });
});
