/**
 * Proves that a copy of books that is interrupted, wherever it is and whichever way it goes, has left nothing that would
 * pass for books, and can be begun again; and that one whose end was not heard of is whole.
 */
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { auditLedger } from '../../../src-main/bank/store/audit.ts';
import { describeWhere } from '../../describe-where.ts';
import { WITHOUT_POSTGRES } from '../../postgres/cluster.ts';
import { dropBooks, testCluster } from '../../postgres/test-cluster.ts';
import { openDoor, runDoor } from '../../unit/doors/door-process.ts';
import { writeEveryKind } from '../../unit/store/spoiled-ledger.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';
import { type Cut, DatabaseProxy } from './database-proxy.ts';

afterEach(dropBooks);

function newFolder() {
  const folder = temporaryFolder();
  onTestFinished(folder.remove);
  return folder.data;
}

/** Books in a folder, a database, and the way to it through a proxy. */
async function open() {
  const data = newFolder();
  await writeEveryKind(data);
  const cluster = await testCluster();
  const proxy = await DatabaseProxy.open(cluster.port);
  onTestFinished(() => proxy.close());
  const url = cluster.url();
  return { data, cluster, proxy, url, through: url.replace(`:${cluster.port}/`, `:${proxy.port}/`) };
}

const command = (from: string, to: string, key: string) => {
  return ['books', 'copy', '--from', from, '--to', to, '--pin-key', key];
};

/** In a Bind message, the name of a prepared statement. */
const bind = (name: string) => `\0${name}\0`;

/** Copies until the database is sent this; then the link is cut, and perhaps the process is killed. */
async function interrupt(proxy: DatabaseProxy, argv: readonly string[], cut: Cut, at: string, kill: boolean) {
  const isCut = proxy.cutNext(cut, at);
  const door = openDoor(argv);
  await isCut;
  if (kill) door.child.kill('SIGKILL');
  const { code, stderr } = await door.ended;
  if (kill) expect(code).not.toBe(0);
  else expect([code, stderr]).toEqual([1, expect.stringMatching(/^The books at .* can't be reached/m)]);
}

describeWhere(WITHOUT_POSTGRES, 'a copy of books', () => {
  test.each<[Cut, at: string, kill: boolean]>([
    ['lost', bind('copy-transfers'), false],
    ['unanswered', bind('copy-accounts'), true],
    ['unanswered', bind('copy-head'), false],
    ['lost', 'COMMIT\0', true],
  ])(
    'to a database that is interrupted (%s at %j, killed: %s) has left nothing, and is begun again',
    async (...how) => {
      const { data, cluster, proxy, url, through } = await open();
      const key = `${data.secrets}/pin.key`;
      await interrupt(proxy, command(data.path, through, key), ...how);
      expect(cluster.psql("SELECT to_regclass('lobby.head') IS NULL")).toBe('t');
      expect(await runDoor(command(data.path, url, key))).toMatchObject({ code: 0 });
    },
  );

  test('to a database whose end was not heard of is whole, and says so when it is begun again', async () => {
    const { data, proxy, url, through } = await open();
    const key = `${data.secrets}/pin.key`;
    await interrupt(proxy, command(data.path, through, key), 'unanswered', 'COMMIT\0', false);
    const again = await runDoor(command(data.path, url, key));
    expect(again).toMatchObject({ code: 1, stderr: expect.stringContaining('There are books at') });
    const audited = await runDoor(['audit', '--books', url, '--pin-key', key]);
    expect(audited).toMatchObject({ code: 0, stdout: expect.stringMatching(/^good: 13 transfers/) });
  });

  test.each<[Cut, at: string, kill: boolean]>([
    ['lost', 'DECLARE copying', false],
    ['unanswered', 'DECLARE copying', true],
    ['lost', 'FETCH 5000 FROM copying', true],
  ])('to a folder that is interrupted (%s at %j, killed: %s) has left nothing, and is begun again', async (...how) => {
    const { data, proxy, url, through } = await open();
    const key = `${data.secrets}/pin.key`;
    expect(await runDoor(command(data.path, url, key))).toMatchObject({ code: 0 });
    const back = newFolder();
    await interrupt(proxy, command(through, back.path, key), ...how);
    expect(await runDoor(command(url, back.path, key))).toMatchObject({ code: 0 });
    expect(auditLedger(back)).toMatchObject({ good: true });
  });
});
