import { describe, expect, test } from 'vitest';
import type { EndedSession, SessionDetail } from '../../src-main/contract/board.ts';
import { BalanceGraph, BalancePicture, BalanceTable } from '../../src-renderer/lobby/accounts/balance-history.tsx';
import { TransferTable } from '../../src-renderer/lobby/board/feed.tsx';
import { EndedList } from '../../src-renderer/lobby/session/ended-sessions.tsx';
import { SessionContent } from '../../src-renderer/lobby/session/session-sheet.tsx';
import { markup, words } from './render.tsx';

/** What is told of the past: a session's transcript, ended sessions, a balance over time. */

const view = {
  id: 'run-1',
  number: 1,
  thread: 0,
  protocol: 'teletype',
  peer: '127.0.0.1:50000',
  terminal: null,
  account: '1998',
  since: Date.UTC(2026, 0, 5, 10),
  operations: 4,
} as const;
const at = view.since + 1_234;
const detail: SessionDetail = {
  session: view,
  ended: at + 1_000,
  lines: [
    { number: 65, at, direction: 'in', text: '50', wrote: 1_093 },
    { number: 66, at, direction: 'out', text: 'Deposit successful.\n', wrote: null },
  ],
  pending: null,
  heldBytes: 0,
  transfers: [],
};

describe('the sheet of a session', () => {
  const draw = (known: SessionDetail | null, ended: boolean) =>
    words(markup(<SessionContent id="run-1" watched={{ id: 'run-1', detail: known, ended }} seen={[]} mask={false} />));

  test('has the time of each line, and the transfer beside the line that made it', () => {
    const html = markup(
      <SessionContent id="run-1" watched={{ id: 'run-1', detail, ended: true }} seen={[]} mask={false} />,
    );
    const [asked, answered] = html.match(/<li class="(?:in|out)">.*?<\/li>/gs) ?? [];
    expect(words(asked ?? '')).toMatch(/\d\d:00:01\.234\s+Client\s+50\s+Transfer no\. 1,093/);
    expect(answered).not.toContain('Transfer no.');
  });

  test('says that the session has ended, and what was not answered', () => {
    expect(draw(detail, true)).toContain('This session has ended.');
    expect(draw(detail, true)).not.toContain('Not answered');
    const cut = { ...detail, pending: { operation: 'deposit', amount: 5_000, since: at } };
    expect(draw(cut, true)).toMatch(/Not answered when it ended\s+Deposit of \$50, \d/);
  });

  test('says nothing of a session before anything is known of it', () => {
    const text = words(markup(<SessionContent id="run-1" watched={null} seen={[]} mask={false} />));
    expect(text).toContain('One moment…');
    expect(text).not.toMatch(/Nothing was sent yet|None yet/);
  });

  test('says of a session that is not kept any more that it is not', () => {
    expect(draw(null, true)).toContain('doesn’t keep its transcript any more');
    expect(draw(null, true)).not.toContain('Nothing was sent yet');
  });
});

describe('a table of transfers', () => {
  const transfer = {
    sequence: 12,
    kind: 'deposit',
    debit: 'cash',
    credit: '1998',
    amount: 2_500,
    refers: null,
    at: Date.UTC(2026, 0, 5, 10),
    hash: 'ab',
  } as const;

  test('has the days of a statement, which may be of years', () => {
    const draw = (dated: boolean) =>
      words(markup(<TransferTable rows={[{ transfer, session: '' }]} mask={false} dated={dated} />));
    expect(draw(true)).toMatch(/Jan 5, 2026, \d\d:00:00/);
    expect(draw(false)).not.toContain('2026');
  });
});

describe('the list of ended sessions', () => {
  test('names machines in the language, and clients without a name by their address', () => {
    const ended = [
      { ...view, id: 'run-1', terminal: 'ATM 1', ended: at, wrote: 0 },
      { ...view, id: 'run-2', terminal: 'Crowd 23', ended: at, wrote: 0 },
      { ...view, id: 'run-3', ended: at, wrote: 0 },
    ];
    const text = words(markup(<EndedList list={ended} mask={false} onSession={() => {}} />, 'ar'));
    for (const name of ['الصرّاف ١', 'الحشد ٢٣', '127.0.0.1:50000']) expect(text).toContain(name);
    expect(text).not.toMatch(/ATM|Crowd/);
  });

  const ended = (id: string, account: string | null): EndedSession => ({ ...view, id, account, ended: at, wrote: 3 });

  test('leaves the crowd out until it is asked for, and masks account numbers', () => {
    const list = [ended('run-3', '88000001'), ended('run-2', null), ended('run-1', '1998')];
    const text = words(markup(<EndedList list={list} mask={true} onSession={() => {}} />));
    for (const part of ['#2', 'not logged in', '#1', '··98']) expect(text).toContain(part);
    for (const part of ['run-3', '1998']) expect(text).not.toContain(part);
  });

  test('says so when there is none', () => {
    expect(words(markup(<EndedList list={[]} mask={true} onSession={() => {}} />))).toContain(
      'No session has ended yet',
    );
  });
});

describe('a balance over time', () => {
  const history = {
    opened: view.since,
    from: view.since,
    to: view.since + 10_000,
    points: [
      { at: view.since, balance: 0 },
      { at: view.since + 2_000, balance: 500_000 },
      { at: view.since + 5_000, balance: 400_000 },
    ],
    isExact: true,
  };

  test('is drawn level from change to change, over its whole time', () => {
    const html = markup(<BalanceGraph history={history} />);
    expect(html).toContain('<path d="M0 92H20V8H50V24.8H100"');
    expect(words(html)).toMatch(/\$4,000.00 at the end, lowest \$0.00, highest \$5,000.00/);
  });

  test('of an account at rest is one line, in the middle', () => {
    const html = markup(<BalanceGraph history={{ ...history, points: history.points.slice(0, 1) }} />);
    expect(html).toContain('<path d="M0 50H100"');
  });

  test('has a table that says the same, newest first', () => {
    const rows = markup(<BalanceTable history={history} />).match(/<tr>.*?<\/tr>/gs) ?? [];
    expect(rows.slice(1).map((row) => words(row).match(/\$[\d,.]+/)?.[0])).toEqual(['$4,000.00', '$5,000.00', '$0.00']);
  });

  test('says when it is told as of some times only, not after each change', () => {
    expect(words(markup(<BalancePicture history={history} />))).not.toContain('evenly spaced');
    expect(words(markup(<BalancePicture history={{ ...history, isExact: false }} />))).toContain('evenly spaced');
  });
});
