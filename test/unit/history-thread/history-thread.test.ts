/**
 * Proves that statements and look-ups are read beside the ledger: they cost it nothing, show what their reader was told
 * before, stand back while the books are opened anew, and accounts take turns.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HistoryDesk } from '../../../src-main/bank/history-thread/history-desk.ts';
import type { LedgerClient, LedgerReplies, LedgerReply, LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { StoreError } from '../../../src-main/bank/ledger/store.ts';
import { connectLedger } from '../../../src-main/bank/ledger-thread/client.ts';
import type { FromLedger } from '../../../src-main/bank/ledger-thread/message-codec.ts';
import { RequestChannel } from '../../../src-main/bank/ledger-thread/request-channel.ts';
import { type Ledger, startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { auditCopy } from '../../../src-main/bank/store/audit.ts';
import { booksPlace } from '../../../src-main/bank/store/books-place.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { type History, openHistory } from '../../../src-main/bank/store/open-history.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { movedOf } from '../ledger/books.ts';

const account = '1999';
let data: DataFolder;
beforeEach(() => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-history-')));
});
afterEach(() => rmSync(data.path, { recursive: true }));

describe('beside a running ledger', () => {
  let ledger: Ledger;
  beforeEach(async () => {
    ledger = await startLedger({ data });
  });
  afterEach(() => ledger.stop());

  function ask<R extends LedgerRequest>(client: LedgerClient, request: R): Promise<LedgerReplies[R['op']]> {
    return new Promise((resolve) => {
      client.submit(request, { session: 's' }, (reply) => resolve(reply as LedgerReplies[R['op']]));
    });
  }

  test('a customer finds each transfer as soon as it is confirmed, by any client', async () => {
    const [writer, reader] = [connectLedger(ledger.connect()), connectLedger(ledger.connect())];
    for (let number = 1; number <= 100; number += 1) {
      const key = `key ${number}`;
      const { transfer } = movedOf(await ask(writer, { op: 'deposit', account, amount: number, key }));
      const [statement, found] = await Promise.all([
        ask(reader, { op: 'statement', account, limit: 1 }),
        ask(reader, { op: 'look-up', account, by: { key } }),
      ]);
      expect(statement).toMatchObject({ ok: true, transfers: [{ key }], more: true });
      expect(found).toEqual({ ok: true, transfer });
    }
  });

  test('two hundred statements are not in the ledger’s queue, nor in its commits', async () => {
    const client = connectLedger(ledger.connect());
    const statements = Array.from({ length: 200 }, () => ask(client, { op: 'statement', account, limit: 100 }));
    movedOf(await ask(client, { op: 'deposit', account, amount: 1, key: 'between' }));
    expect(ledger.totals()).toMatchObject({ queue: 0, commits: 1 });
    for (const reply of await Promise.all(statements)) expect(reply.ok).toBe(true);
    expect(ledger.totals()).toMatchObject({ queue: 0, commits: 1 });
  });

  test('a copy has the books of one moment, whatever is written meanwhile', async () => {
    const client = connectLedger(ledger.connect());
    const deposit = (key: string) => ask(client, { op: 'deposit', account, amount: 1, key });
    await deposit('before');
    let done = false;
    const copy = join(data.path, 'copy.db');
    const parts: number[] = [];
    const copying = ledger
      .copy(copy, (part) => parts.push(part))
      .then(() => {
        done = true;
      });
    let written = 0;
    while (!done) {
      written += 1;
      movedOf(await deposit(`meanwhile ${written}`));
    }
    await copying;
    const verdict = auditCopy(data, copy, () => {});
    expect(verdict).toMatchObject({ good: true });
    expect(verdict.good && verdict.transfers).toBeGreaterThanOrEqual(4);
    expect(verdict.good && verdict.transfers).toBeLessThanOrEqual(4 + written);
    expect(statSync(copy).mode & 0o077).toBe(process.platform === 'win32' ? 0o066 : 0);
    // It is never written over what is there.
    await expect(ledger.copy(copy, () => {})).rejects.toMatchObject({ code: 'ledger_not_copied' });
  });

  test('the log is copied into the database at the end though the history was read', async () => {
    await ask(connectLedger(ledger.connect()), { op: 'statement', account, limit: 1 });
    await ledger.stop();
    expect(readdirSync(data.path).filter((name) => name.startsWith('ledger.'))).toEqual(['ledger.db', 'ledger.lock']);
    ledger = await startLedger({ data });
  });
});

describe('the desk', () => {
  let opened: number;
  let closed: number;
  let fails: StoreError | undefined;
  let fatal: unknown[];
  /** Called with each page that is read. */
  let onPage: () => void;
  let desk: HistoryDesk;
  let near: MessagePort;
  let channel: RequestChannel;

  beforeEach(async () => {
    await (await openBooks(data)).store.close();
    opened = 0;
    closed = 0;
    fails = undefined;
    fatal = [];
    onPage = () => {};
    desk = new HistoryDesk(open, (error) => fatal.push(error));
    const ports = new MessageChannel();
    near = ports.port1;
    desk.connect(ports.port2);
    channel = new RequestChannel(near);
    near.on('message', ({ words }: FromLedger) => channel.answer(words));
  });
  afterEach(async () => {
    near.close();
    await desk.release();
    expect(closed).toBe(opened);
  });

  function open(): History {
    if (fails !== undefined) throw fails;
    opened += 1;
    const history = openHistory(booksPlace(data));
    return Object.assign(history, {
      page: (
        (page) =>
        (...asked: Parameters<History['page']>) => {
          onPage();
          return page(...asked);
        }
      )(history.page.bind(history)),
      close: ((close) => () => {
        closed += 1;
        return close();
      })(history.close),
    });
  }

  const read = (who: string): Promise<LedgerReply> =>
    new Promise((resolve) => channel.ask({ op: 'statement', account: who, limit: 9 }, { session: 's' }, resolve));

  test('opens the books with the first read, once', async () => {
    expect(opened).toBe(0);
    expect(await read('1999')).toMatchObject({ ok: true, transfers: [{ kind: 'opening' }], balance: 500_000 });
    expect(await read('4040')).toEqual({ ok: false, refusal: 'account_not_found' });
    expect(opened).toBe(1);
  });

  test('answers nothing while the books are released, and all of it after', async () => {
    await read('1999');
    const released = desk.release();
    const waiting = Promise.all([read('1999'), read('1998')]);
    await released;
    expect([opened, closed]).toEqual([1, 1]);
    // A turn of the event loop, in which the requests arrive.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(opened).toBe(1);
    desk.resume();
    expect((await waiting).map(({ ok }) => ok)).toEqual([true, true]);
    expect(opened).toBe(2);
  });

  test('the ledger waits for work beside the reads, which is told to end', async () => {
    let held = () => false;
    const work = Promise.withResolvers<void>();
    const aside = desk.aside((isHeld) => {
      held = isHeld;
      return work.promise;
    });
    expect(held()).toBe(false);
    let released = false;
    const release = desk.release().then(() => {
      released = true;
    });
    expect(held()).toBe(true);
    await expect(desk.aside(async () => {})).rejects.toMatchObject({ reason: 'io' });
    await new Promise((resolve) => setImmediate(resolve));
    expect(released).toBe(false);
    work.resolve();
    await Promise.all([release, aside]);
  });

  test('accounts take turns: another is answered after one of a thousand', async () => {
    const order: string[] = [];
    const greedy = Array.from({ length: 1_000 }, () => read('1999').then(() => order.push('greedy')));
    await read('1998').then(() => order.push('other'));
    expect(order.length).toBeLessThan(100);
    await Promise.all(greedy);
    expect(order).toHaveLength(1_001);
  });

  describe('while the balance of an account that was sent much is added up', () => {
    beforeEach(() => {
      // As the ledger writes them, but for what a read doesn't look at.
      const database = new DatabaseSync(data.database);
      database.exec(`WITH RECURSIVE made (number) AS (SELECT 1 UNION ALL SELECT number + 1 FROM made WHERE number < 5000)
        INSERT INTO transfers SELECT (SELECT max(sequence) FROM transfers) + number, 'transfer', '1999', '1998', 1,
        'cent ' || number, NULL, (SELECT max(at) FROM transfers) + number, NULL, 500000 - number, '' FROM made;
        UPDATE accounts SET balance = balance + 5000 WHERE number = '1998';
        UPDATE head SET sequence = sequence + 5000`);
      database.close();
    });

    const order: string[] = [];
    let pages: number;
    /** Resolves with the first page that is read for it. */
    function begin(): { readonly begun: Promise<void>; readonly ended: Promise<LedgerReply> } {
      order.length = 0;
      const begun = Promise.withResolvers<void>();
      pages = 0;
      onPage = () => {
        pages += 1;
        begun.resolve();
      };
      const request = { op: 'balance-history', account: '1998', from: null, to: null } as const;
      const ended = new Promise<LedgerReply>((resolve) => channel.ask(request, { session: 's' }, resolve));
      return { begun: begun.promise, ended: ended.finally(() => order.push('balances')) };
    }
    const answer = {
      ok: true,
      isExact: false,
      points: { length: 200, 0: { balance: 300_000 }, 199: { balance: 305_000 } },
    };

    test('others are answered between its pages', async () => {
      const { begun, ended } = begin();
      await begun;
      for (let number = 1; number <= 5; number += 1) expect(await read('1999')).toMatchObject({ ok: true });
      order.push('statements');
      expect(await ended).toMatchObject(answer);
      expect(order).toEqual(['statements', 'balances']);
    });

    test('the books are released between its pages, and it goes on after', async () => {
      const { begun, ended } = begin();
      await begun;
      await desk.release();
      expect([closed, pages]).toEqual([opened, 1]);
      desk.resume();
      expect(await ended).toMatchObject(answer);
      expect(pages).toBeGreaterThan(200);
    });
  });

  test('a disk that fails is unavailable, books that are wrong end the thread', async () => {
    fails = new StoreError('io', 'injected');
    expect(await read('1999')).toEqual({ ok: false, refusal: 'unavailable' });
    fails = new StoreError('damaged', 'injected');
    channel.ask({ op: 'statement', account, limit: 9 }, { session: 's' }, () => {});
    await expect.poll(() => fatal).toEqual([fails]);
  });
});
