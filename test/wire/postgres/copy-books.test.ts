/** Proves that books move to PostgreSQL and back whole, with every kind of transfer in them, and only to an empty place. */
import { rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { readPinKey } from '../../../src-main/bank/ledger/pins/pin.ts';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { parseBooksAddress } from '../../../src-main/bank/store/postgres/address.ts';
import { auditPostgres } from '../../../src-main/bank/store/postgres/audit-postgres.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { runDoor } from '../../unit/doors/door-process.ts';
import { writeEveryKind } from '../../unit/store/spoiled-ledger.ts';
import { temporaryFolder } from '../bank/running-bank.ts';

afterEach(dropBooks);

function newFolder() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.data;
}

/** All that is stored, whatever the order. */
function contents(path: string): unknown {
  const database = new DatabaseSync(path);
  const tables = ['transfers', 'accounts', 'pending', 'refused', 'head'];
  const all = tables.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1`).all());
  database.close();
  return all;
}

const copy = (from: string, to: string) => runDoor(['books', 'copy', '--from', from, '--to', to]);

describeWhere(WITHOUT_POSTGRES, 'books', () => {
  test('come back from a database as they went there', async () => {
    const url = (await testCluster()).url();
    const data = newFolder();
    await writeEveryKind(data);
    expect(await copy(data.path, url)).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^Copied 13 transfers/),
    });
    const audited = await runDoor(['audit', '--books', url, '--data', data.path]);
    expect(audited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^good: 13 transfers, 3 accounts/) });
    // Books are there now.
    expect(await copy(data.path, url)).toMatchObject({ code: 1, stderr: expect.stringContaining('already') });
    const back = newFolder();
    const key = `${data.secrets}/pin.key`;
    const door = await runDoor(['books', 'copy', '--from', url, '--to', back.path, '--pin-key', key]);
    expect(door).toMatchObject({ code: 0 });
    expect(contents(back.database)).toEqual(contents(data.database));
    expect(auditLedger(back)).toMatchObject({ good: true });
  });

  test('that are damaged are not copied, and nothing is left of the copy', async () => {
    const cluster = await testCluster();
    const data = newFolder();
    await writeEveryKind(data);
    const database = new DatabaseSync(data.database);
    database.exec('DELETE FROM transfers WHERE sequence = 5');
    database.close();
    expect(await copy(data.path, cluster.url())).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('transfer 5 is missing'),
    });
    expect(cluster.psql("SELECT to_regclass('lobby.head') IS NULL")).toBe('t');
    rmSync(data.database);
  });

  test('changed in any column of the database, the audit finds it', async () => {
    const cluster = await testCluster();
    const data = newFolder();
    await writeEveryKind(data);
    await copy(data.path, cluster.url());
    const changes = [
      'UPDATE lobby.transfers SET amount = amount + 1 WHERE sequence = 4',
      "UPDATE lobby.transfers SET hash = repeat('0', 64) WHERE sequence = 13",
      'DELETE FROM lobby.transfers WHERE sequence = 13',
      "UPDATE lobby.accounts SET pin = repeat('0', 64) WHERE number = '1999'",
      "DELETE FROM lobby.accounts WHERE number = '1998'",
      'UPDATE lobby.head SET commits = commits + 1',
      'DELETE FROM lobby.pending',
      "UPDATE lobby.refused SET refusal = 'account_locked'",
      'DELETE FROM lobby.batches',
    ];
    const address = parseBooksAddress(cluster.url());
    const audit = () => auditPostgres(address, readPinKey(data.secrets)?.fingerprint);
    const tables = ['transfers', 'accounts', 'head', 'pending', 'refused', 'batches'];
    const each = (words: (table: string) => string) => cluster.psql(tables.map(words).join(';'));
    cluster.psql('CREATE SCHEMA kept');
    each((table) => `CREATE TABLE kept.${table} AS TABLE lobby.${table}`);
    for (const change of changes) {
      cluster.psql(change);
      expect(await audit(), change).toMatchObject({ good: false });
      each((table) => `DELETE FROM lobby.${table}; INSERT INTO lobby.${table} SELECT * FROM kept.${table}`);
    }
    cluster.psql('DROP SCHEMA kept CASCADE');
    expect(await audit()).toMatchObject({ good: true });
  });
});
