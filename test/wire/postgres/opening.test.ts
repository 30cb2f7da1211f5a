/** Proves that whatever keeps a bank from opening books in PostgreSQL is told in one clear sentence, with its code. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { createPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { GroupCommit } from '../../../src-main/bank/ledger-thread/group-commit.ts';
import { booksPlace } from '../../../src-main/bank/store/books-place.ts';
import { openBooksAt } from '../../../src-main/bank/store/open-books.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { describeWhere } from '../../describe-where.ts';
import { startCluster, WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { runDoor } from '../../unit/doors/door-process.ts';
import { openBanks, sharedBooks } from './shared-bank.ts';

afterEach(dropBooks);

function newFolder() {
  const path = mkdtempSync(join(tmpdir(), 'lobby-opening-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return openDataFolder(path);
}

/** Opens books and closes them again. */
async function open(url: string, data = newFolder(), secrets: string | null = null): Promise<void> {
  const { store } = await openBooksAt(booksPlace(data, sharedBooks(url, secrets)));
  await store.close();
}

const failsWith = (code: string, words: string) =>
  expect.objectContaining({ name: 'Failure', code, message: expect.stringContaining(words) });

describeWhere(WITHOUT_POSTGRES, 'books in PostgreSQL', () => {
  test('are founded by the first bank, with a PIN key of its own, and opened again with it', async () => {
    const url = (await testCluster()).url();
    const data = newFolder();
    await open(url, data);
    await open(url, data);
    await open(url, newFolder(), data.secrets);
  });

  test('are founded once by banks that begin at the same moment', async () => {
    const url = (await testCluster()).url();
    const data = newFolder();
    createPinKey(data.secrets);
    await Promise.all(Array.from({ length: 5 }, () => open(url, newFolder(), data.secrets)));
    const count = (await testCluster()).psql("SELECT count(*) FROM lobby.transfers WHERE kind = 'opening'");
    expect(count).toBe('3');
  });

  test('are refused to a bank without their PIN key, or with another', async () => {
    const url = (await testCluster()).url();
    await open(url);
    await expect(open(url)).rejects.toThrow(failsWith('pin_key_missing', '--pin-key FILE'));
    const other = newFolder();
    createPinKey(other.secrets);
    await expect(open(url, other)).rejects.toThrow(failsWith('pin_key_other', "another bank's"));
    await expect(open(url, newFolder(), newFolder().secrets)).rejects.toThrow(failsWith('pin_key_missing', 'missing'));
  });

  test('are refused when they were made by a newer Lobby, or are not what was written', async () => {
    const cluster = await testCluster();
    const data = newFolder();
    await open(cluster.url(), data);
    cluster.psql("UPDATE lobby.accounts SET balance = balance + 1 WHERE number = '1999'");
    await expect(open(cluster.url(), data)).rejects.toThrow(failsWith('database_damaged', 'account 1999'));
    cluster.psql('UPDATE lobby.head SET version = 99');
    await expect(open(cluster.url(), data)).rejects.toThrow(failsWith('database_newer', 'newer Lobby'));
  });

  test('that can not be reached, do not exist, or may not be used', async () => {
    const cluster = await testCluster();
    const url = cluster.url();
    const nobody = createServer().listen(0, '127.0.0.1');
    const closed = await new Promise<number>((resolve) => {
      nobody.on('listening', () => {
        const address = nobody.address();
        nobody.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
      });
    });
    const at = (port: number) => url.replace(`:${cluster.port}/`, `:${port}/`);
    await expect(open(at(closed))).rejects.toThrow(failsWith('books_unreachable', 'ECONNREFUSED'));
    await expect(open(cluster.url('nothing'))).rejects.toThrow(failsWith('books_denied', 'createdb'));
    cluster.psql('CREATE ROLE guest LOGIN');
    await expect(open(url.replace('lobby@', 'guest@'))).rejects.toThrow(failsWith('books_denied', 'Grant'));
    cluster.psql("CREATE DATABASE old ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'", 'postgres');
    await expect(open(cluster.url('old'))).rejects.toThrow(failsWith('books_denied', 'UTF8'));
  });

  test('can be used with no more rights than the document grants, and then nobody can change a transfer', async () => {
    const cluster = await testCluster();
    const data = newFolder();
    await open(cluster.url(), data);
    const document = readFileSync(checkoutPath('docs/many-banks.md'), 'utf8');
    const grants = /```sql\n(.*?)```/s.exec(document)?.[1];
    if (grants === undefined) throw new Error('the document has no grants');
    const printed = await runDoor(['books', 'grants', '--role', 'teller']);
    expect(grants).toMatch(/^CREATE ROLE teller .*\n/);
    expect(printed).toMatchObject({ code: 0, stdout: grants.replace(/^.*\n/, '') });
    cluster.psql(grants);
    onTestFinished(() => void cluster.psql('DROP OWNED BY teller; DROP ROLE teller'));
    const url = cluster.url().replace('lobby@', 'teller@');
    const { store, state, pinKey } = await openBooksAt(booksPlace(data, sharedBooks(url)));
    const commit = new GroupCommit({ store, state }, () => openBooksAt(booksPlace(data, sharedBooks(url))), pinKey);
    const { replies } = await commit.run([
      { op: 'deposit', account: '1999', amount: 1, key: 'deposit' },
      { op: 'reserve', account: '1999', amount: 1, key: 'reserve', expires: 60_000 },
      { op: 'void', account: '1999', reservation: 'reserve', key: 'void' },
      { op: 'withdraw', account: '1999', amount: 90_000_000, key: 'too much' },
    ]);
    expect(replies.map((reply) => reply.ok || reply.refusal)).toEqual([true, true, true, 'insufficient_funds']);
    expect(await store.settle(commit.state.head)).toBe(true);
    await commit.close();
    expect(() => cluster.psql('SET ROLE teller; DELETE FROM lobby.transfers')).toThrow('permission denied');
    expect(() => cluster.psql('SET ROLE teller; UPDATE lobby.transfers SET amount = 1')).toThrow('permission denied');
  });

  test('prints rights for a role of any name, and nothing where more was asked', async () => {
    const odd = await runDoor(['books', 'grants', '--role', 'Our "first" bank']);
    expect(odd.stdout).toContain('GRANT USAGE ON SCHEMA lobby TO "Our ""first"" bank";');
    const cluster = await testCluster();
    await open(cluster.url());
    for (const name of ['user', 'current_user', 'Our "first" bank']) {
      const quoted = `"${name.replaceAll('"', '""')}"`;
      cluster.psql(`CREATE ROLE ${quoted}`);
      onTestFinished(() => void cluster.psql(`DROP OWNED BY ${quoted}; DROP ROLE ${quoted}`));
      const { stdout } = await runDoor(['books', 'grants', '--role', name]);
      cluster.psql(stdout);
      expect(cluster.psql(`SELECT has_table_privilege('${name}', 'lobby.transfers', 'INSERT')`)).toBe('t');
    }
    for (const wrong of [
      ['grants'],
      ['grants', '--role', ''],
      ['grants', '--role', 'public'],
      ['grants', '--role', 'a', '--from', 'b'],
      ['copy', '--role', 'a'],
    ]) {
      expect(await runDoor(['books', ...wrong])).toMatchObject({ code: 2, stdout: '' });
    }
  });

  test('that are on a standby are told apart, and the primary is found among several hosts', async () => {
    const primary = await startCluster();
    onTestFinished(() => primary.stop());
    const standby = await primary.standby('second');
    await expect(open(standby.url())).rejects.toThrow(failsWith('books_read_only', 'standby'));
    await open(primary.url().replace('127.0.0.1:', `127.0.0.1:${standby.port},127.0.0.1:`));
    primary.psql("ALTER DATABASE lobby SET default_transaction_read_only = 'on'");
    await expect(open(primary.url())).rejects.toThrow(failsWith('books_read_only', 'read-only'));
  });

  test('which lose an account while a bank is open get no transfer of it, and the bank does not say so', async () => {
    const cluster = await testCluster();
    const [bank] = await openBanks([cluster.url()]);
    const client = await bank?.teletype();
    await client?.logIn('1998', '998');
    cluster.psql("DELETE FROM lobby.accounts WHERE number = '1998'");
    client?.send('2\n5\n');
    await client?.closed;
    expect(client?.output).not.toContain('Deposit successful.');
    expect(cluster.psql("SELECT count(*) FROM lobby.transfers WHERE kind = 'deposit'")).toBe('0');
  });

  test('whose password is wrong, and none of it is told', async () => {
    const cluster = await startCluster({}, 'password');
    onTestFinished(() => cluster.stop());
    const url = cluster.url().replace('lobby@', 'lobby:wrong-secret@');
    const { code, stderr } = await runDoor(['bank', '--data', newFolder().path, '--port', '0', '--books', url]);
    expect(code).toBe(1);
    expect(stderr).toContain('user or password is wrong');
    expect(stderr).not.toContain('wrong-secret');
  });
});

test.each(['http://host/db', 'postgres://host', 'postgres://a:b:c@ho st/db', 'lobby'])(
  'what is no URL of a database is wrong usage: %s',
  async (url) => {
    const { code, stderr } = await runDoor(['bank', '--data', newFolder().path, '--books', url]);
    expect(code).toBe(2);
    expect(stderr).toContain('--books takes the URL of a database');
  },
);
