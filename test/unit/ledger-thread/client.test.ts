/** Proves what a client answers by itself when its ledger dies, on a real port whose other end is closed. */
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { expect, test } from 'vitest';
import type { LedgerRequest } from '../../../src-main/bank/ledger/request.ts';
import { connectLedger } from '../../../src-main/bank/ledger-thread/client.ts';
import { BalanceWriter } from '../../../src-main/bank/ledger-thread/shared-balances.ts';
import { WaitingCount } from '../../../src-main/bank/ledger-thread/shared-totals.ts';

const account = '1999';
const deposit = (key: string): LedgerRequest => ({ op: 'deposit', account, amount: 1, key });
const UNAVAILABLE = { ok: false, refusal: 'unavailable' };

test('when the ledger thread crashes, only a request that was sent and moves money has no answer', async () => {
  const { port1: near, port2: far } = new MessageChannel();
  const { shared } = new BalanceWriter([[account, 500_000]]);
  const answers = new Map<string, unknown>();
  const ask = (name: string, request: LedgerRequest): void =>
    client.submit(request, { session: 's' }, (reply) => answers.set(name, reply));
  // Heard before the client hears it: what is asked here is submitted in the tick of the ledger's death, and not sent.
  near.on('close', () => {
    ask('unsent deposit', deposit('unsent'));
    ask('unsent balance', { op: 'balance', account });
    expect([...answers.keys()]).toEqual(['sent statement']);
  });
  const count = new WaitingCount();
  const { port1: nearHistory, port2: farHistory } = new MessageChannel();
  const link = { port: near, history: nearHistory, books: 'opened-1', shared, waiting: count.buffer, seat: 1 };
  const client = connectLedger(link);
  const lost = new Promise<void>((resolve) => client.onLost(resolve));
  client.onLost(() => ask('taken back', deposit('taken back')))();
  ask('sent deposit', deposit('sent'));
  ask('sent settlement', { op: 'post', account: null, reservation: 'reserved', amount: 1, key: 'settled' });
  ask('sent statement', { op: 'statement', account, limit: 1 });
  const [message] = await once(far, 'message');
  expect(message).toMatchObject({ type: 'requests' });
  // Reads of the past go another way, and are not in the ledger's queue.
  expect(count.count).toBe(2);
  farHistory.close();
  await expect.poll(() => answers.get('sent statement')).toEqual(UNAVAILABLE);
  far.close();
  await lost;
  expect(answers).toEqual(
    new Map([
      ['sent statement', UNAVAILABLE],
      ['unsent deposit', UNAVAILABLE],
      ['unsent balance', UNAVAILABLE],
    ]),
  );
  await new Promise((resolve) => client.submit(deposit('late'), { session: 's' }, resolve)).then((reply) =>
    expect(reply).toEqual(UNAVAILABLE),
  );
  expect(answers.size).toBe(3);
  const late = await new Promise((resolve) => {
    client.submit({ op: 'statement', account, limit: 1 }, { session: 's' }, resolve);
  });
  expect(late).toEqual(UNAVAILABLE);
  // What was asked for before goes on: the last committed balance, and a listener that comes late.
  expect(client.committedBalance(account)).toBe(500_000);
  await new Promise<void>((resolve) => client.onLost(resolve));
});
