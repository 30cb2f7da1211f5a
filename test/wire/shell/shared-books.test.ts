/** Proves that the Lobby window can move the bank to books in PostgreSQL and back, and keeps no database that it could not open. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { PROTOCOLS } from '../../../src-main/contract/protocols.ts';
import type { CallOutcome } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { Suite } from '../../../src-main/shell/suite.ts';
import { WindowSession } from '../../../src-main/shell/window-session.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';

const FREE_PORTS = Object.fromEntries(PROTOCOLS.map(({ setting }) => [setting, 0]));

afterEach(dropBooks);

describeWhere(WITHOUT_POSTGRES, 'books by setting', () => {
  test('are tried before they are kept, used when the bank is reopened, and left again', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lobby-shared-'));
    const suite = new Suite({ data: openDataFolder(folder), bank: {}, node: process.execPath });
    const session = new WindowSession(suite, { shell: 'browser', event: () => {}, frame: () => {} }, '0');
    const choose = (database: string): Promise<CallOutcome> =>
      session.call('settings.change', { bank: { ...FREE_PORTS, database } });
    try {
      const cluster = await testCluster();
      expect(await choose('')).toMatchObject({ ok: true });
      await session.call('bank.open', {});
      expect(await choose(cluster.url('nothing'))).toMatchObject({ ok: false, error: { code: 'books_denied' } });
      expect(await choose('postgres://user:secret@host/lobby')).toMatchObject({ error: { code: 'bad_argument' } });
      expect(suite.settings.current.bank.database).toBe('');
      expect(await choose(cluster.url())).toMatchObject({ ok: true });
      expect(suite.status()).toMatchObject({ state: 'listening', outdated: true });
      expect(await session.call('bank.reopen', {})).toMatchObject({ value: { state: 'listening', outdated: false } });
      const added = { change: 'add', account: '4242', pin: '4321', amount: 100 };
      expect(await session.call('accounts.change', added)).toMatchObject({ ok: true });
      expect(cluster.psql("SELECT balance FROM lobby.accounts WHERE number = '4242'")).toBe('100');
      expect(await session.call('accounts.balances', { account: '4242' })).toMatchObject({
        value: { isExact: true, points: [{ balance: 100 }] },
      });
      expect(await session.call('bank.reset', {})).toMatchObject({ error: { code: 'books_shared' } });
      await choose('');
      await session.call('bank.reopen', {});
      const { accounts } = await suite.office().accounts({ after: '', crowd: false });
      expect(accounts.map(({ number }) => number)).toEqual(['1997', '1998', '1999']);
    } finally {
      await session.close();
      await suite.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
