/** Proves that kill -9 in the middle of deposits loses no acknowledged cent and invents none. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Ledger, startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { type DataFolder, openDataFolder } from '../../../src-main/data-folder.ts';
import { ask, killRounds } from './deposit-rounds.ts';

let data: DataFolder;
let running: Ledger[] = [];

beforeEach(() => {
  data = openDataFolder(mkdtempSync(join(tmpdir(), 'lobby-kill-')));
});
afterEach(async () => {
  for (const ledger of running) await ledger.kill();
  running = [];
  rmSync(data.path, { recursive: true });
});

async function start(): Promise<Ledger> {
  const ledger = await startLedger({ data });
  running.push(ledger);
  return ledger;
}

test('eight times kill -9 of the whole process', () => killRounds(data, 8));

test('the ledger thread killed at work: reads are refused, money stays unknown, and it can be started again', async () => {
  const ledger = await start();
  const { client } = ledger;
  const lost: string[] = [];
  client.onLost(() => lost.push('client'));
  ledger.onLost((failure) => lost.push(failure.code));

  const acknowledged = new Set<string>();
  let sent = 0;
  let unknown = 0;
  const reads: string[] = [];
  await new Promise<void>((resolve) => {
    const next = () => {
      sent += 1;
      const key = `key ${sent}`;
      unknown += 1;
      client.submit({ op: 'deposit', account: '1999', amount: 1, key }, { session: 'test' }, () => {
        unknown -= 1;
        acknowledged.add(key);
        if (acknowledged.size === 2_000) {
          client.submit({ op: 'balance', account: '1999' }, { session: 'test' }, (reply) => {
            reads.push(reply.ok ? 'answered' : reply.refusal);
          });
          resolve();
        } else if (acknowledged.size < 2_000) next();
      });
    };
    for (let index = 0; index < 50; index += 1) next();
  });
  await ledger.kill();
  await new Promise(setImmediate);

  expect(lost.sort()).toEqual(['client', 'ledger_lost']);
  expect(reads).toHaveLength(1);
  expect(await ask(client, { op: 'deposit', account: '1999', amount: 1, key: 'too late' })).toEqual({
    ok: false,
    refusal: 'unavailable',
  });

  const again = await start();
  for (const key of acknowledged) {
    expect(await ask(again.client, { op: 'look-up', account: '1999', by: { key } })).toMatchObject({ ok: true });
  }
  const balance = again.client.committedBalance('1999') ?? 0;
  expect(balance).toBeGreaterThanOrEqual(500_000 + acknowledged.size);
  expect(balance).toBeLessThanOrEqual(500_000 + acknowledged.size + unknown);
  expect(await ask(again.client, { op: 'look-up', account: '1999', by: { key: 'too late' } })).toMatchObject({
    ok: false,
  });
  await again.stop();
  expect(auditLedger(data)).toMatchObject({ good: true });
});

test('stop answers everything that was asked before it', async () => {
  const ledger = await start();
  const replies = Array.from({ length: 1_500 }, (_, index) =>
    ask(ledger.client, { op: 'deposit', account: '1999', amount: 1, key: `key ${index}` }),
  );
  await new Promise(setImmediate);
  await ledger.stop();
  expect((await Promise.all(replies)).filter((reply) => reply.ok)).toHaveLength(1_500);
  expect(auditLedger(data)).toMatchObject({ good: true, transfers: 1_503 });
});
