/** Proves the doors `accounts` and `audit` as a person meets them: the command line, its words and exit codes. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startLedger } from '../../../src-main/bank/ledger-thread/start.ts';
import { openBooks } from '../../../src-main/bank/store/open-books.ts';
import { lockDatabase } from '../../../src-main/bank/store/sqlite/database-file.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { testWhere, withoutProgram } from '../../describe-where.ts';
import { CLI, type Ending, runDoor } from './door-process.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lobby-doors-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Gives a program a terminal of its own. */

function lobby(words: string, input = ''): Promise<Ending> {
  return runDoor([...words.split(' '), '--data', folder], input);
}

async function foundBank(): Promise<void> {
  const ledger = await startLedger({ data: openDataFolder(folder) });
  await ledger.stop();
}

test("accounts: the crowd's numbers are not given to customers", async () => {
  for (const number of ['88000001', '88009999']) {
    expect(await lobby(`accounts add ${number} --pin 1234`)).toEqual({
      code: 2,
      stdout: '',
      stderr: 'The numbers 88000000 to 88009999 are kept for the crowd of simulated ATMs. Choose another.\n',
    });
  }
  expect((await lobby('accounts add 880000010 --pin 1234')).stdout).toBe('Account 880000010 is open.\n');
});

test('accounts balance: tells the balance as of a time, and refuses bad times', async () => {
  const before = new Date();
  await foundBank();
  const time = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`;
  const { stdout } = await lobby('accounts balance 1999');
  expect(stdout).toMatch(new RegExp(`^Account 1999 had \\$5000 available at ${time}\\.\n$`));
  const then = stdout.match(new RegExp(time))?.[0] ?? '';
  expect((await lobby(`accounts balance 1999 --at ${then}`)).stdout).toBe(stdout);
  const refused = async (words: string) => {
    const { code, stderr } = await lobby(`accounts balance ${words}`);
    return [code, stderr];
  };
  expect(await refused(`1999 --at ${before.toISOString()}`)).toEqual([
    1,
    expect.stringMatching(new RegExp(`^Account 1999 was opened later, at ${time}\\.\n$`)),
  ]);
  expect(await refused('1999 --at 2199-01-01T00:00')).toEqual([
    1,
    'That time is still to come. Choose one that has passed.\n',
  ]);
  for (const at of ['yesterday', '2026-02-30T10:00', '2026-02-03']) {
    expect(await refused(`1999 --at ${at}`)).toEqual([
      2,
      `--at takes a time like 2026-11-27T14:30 or 2026-11-27T14:30:05Z, not '${at}'.\n`,
    ]);
  }
  expect(await refused('4242')).toEqual([
    1,
    "There is no account 4242. See them with 'npm run lobby -- accounts list'.\n",
  ]);
});

test('accounts: list, add, lock, unlock, reset-pin and limit take effect in the bank', async () => {
  await foundBank();
  expect(await lobby('accounts list')).toEqual({
    code: 0,
    stdout: '1997  $7000\n1998  $3000\n1999  $5000\n',
    stderr: '',
  });
  expect(await lobby('accounts add 2000 --balance 12.50 --daily-limit 100', '4321\n')).toEqual({
    code: 0,
    stdout: 'Account 2000 is open.\n',
    stderr: '',
  });
  expect((await lobby('accounts lock 1998')).stdout).toBe('Account 1998 is locked.\n');
  expect((await lobby('accounts reset-pin 1999 --pin 1234')).stdout).toBe('Account 1999 has a new PIN.\n');
  expect((await lobby('accounts limit 1999 50')).stdout).toBe('Account 1999 may withdraw $50 a day.\n');
  expect((await lobby('accounts list')).stdout).toBe(
    '1997   $7000\n1998   $3000  locked\n1999   $5000  $50 a day\n2000  $12.50  $100 a day\n',
  );

  const ledger = await startLedger({ data: openDataFolder(folder) });
  const login = (account: string, pin: string) =>
    new Promise((resolve) => ledger.client.submit({ op: 'authenticate', account, pin }, { session: 's' }, resolve));
  expect(await login('2000', '4321')).toEqual({ ok: true, balance: 1_250 });
  expect(await login('1999', '1234')).toEqual({ ok: true, balance: 500_000 });
  expect(await login('1998', '998')).toEqual({ ok: false, refusal: 'account_locked' });
  // While the bank runs its books are closed to everybody else.
  for (const words of ['accounts list', 'accounts unlock 1998', 'audit']) {
    const { code, stdout, stderr } = await lobby(words);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(
      /^Another Lobby uses the ledger .+\. Close it first, .+\. While Lobby runs, its window .+\.\n$/,
    );
  }
  await ledger.stop();
  expect((await lobby('accounts unlock 1998')).stdout).toBe('Account 1998 is unlocked.\n');
  expect((await lobby('audit')).code).toBe(0);
}, 60_000);

test.each([
  ['accounts add 1999 --pin 1234', 1, 'There is an account 1999 already. Choose another number.\n'],
  ['accounts add 2000 --pin 12', 1, 'A PIN is 3 to 12 digits. Choose another.\n'],
  ['accounts lock 4040', 1, "There is no account 4040. See them with 'npm run lobby -- accounts list'.\n"],
  ['accounts lock cash', 2, "An account number is 1 to 16 digits, not 'cash'.\n"],
  ['accounts limit 1999 much', 2, "limit takes dollars like 50 or 49.99, not 'much'.\n"],
  ['accounts rob 1999', 2, "There is no command 'rob'. See 'npm run lobby -- accounts --help'.\n"],
  ['accounts add', 2, "Wrong number of words. See 'npm run lobby -- accounts --help'.\n"],
])('%s: exit code %i and one sentence', async (words, code, stderr) => {
  await foundBank();
  expect(await lobby(words)).toEqual({ code, stdout: '', stderr });
});

test('a bank whose accounts were added before its first start has no others', async () => {
  expect((await lobby('accounts list')).stderr).toMatch(/^There is no ledger in .+ yet\. Start the bank once, .+\.\n$/);
  expect((await lobby('accounts add 7 --pin 777')).code).toBe(0);
  await foundBank();
  expect((await lobby('accounts list')).stdout).toBe('7  $0\n');
});

test('audit: one line for a good ledger, one with the first bad sequence for a bad one', async () => {
  expect((await lobby('audit')).code).toBe(1);
  await foundBank();
  const good = await lobby('audit');
  expect({ code: good.code, stderr: good.stderr }).toEqual({ code: 0, stderr: '' });
  expect(good.stdout).toMatch(/^good: 3 transfers, 3 accounts, sum \$0, newest hash [0-9a-f]{64}\n$/);
  const database = new DatabaseSync(join(folder, 'ledger.db'));
  database.exec('UPDATE transfers SET amount = amount + 1 WHERE sequence = 2');
  database.close();
  expect(await lobby('audit')).toEqual({
    code: 1,
    stdout: 'bad: transfer 2 is not what was written: the chain of hashes breaks (first bad sequence: 2)\n',
    stderr: '',
  });
});

testWhere(
  withoutProgram('script', ['--version']),
  'accounts: a PIN that is typed on a terminal is not shown',
  async () => {
    const command = `'${process.execPath}' '${CLI}' accounts add 2000 --data '${folder}'`;
    const child = spawn('script', ['-qec', command, '/dev/null'], { stdio: 'pipe' });
    let shown = '';
    child.stdout.on('data', (chunk) => {
      const asked = shown.includes('PIN: ');
      shown += chunk;
      if (!asked && shown.includes('PIN: ')) child.stdin.write('4321\r');
    });
    await new Promise((resolve) => child.once('close', resolve));
    expect(shown).toContain('Account 2000 is open.');
    expect(shown).not.toContain('4321');
  },
);

test('an empty word is no data folder: nothing is made in the current one', () => {
  const { status, stderr } = spawnSync(process.execPath, [CLI, 'accounts', 'list', '--data', ''], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(stderr).toBe('--data takes the name of a folder, not an empty word.\n');
  expect(status).toBe(2);
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['audit', 'accounts list', 'accounts lock 1999'])(
  '%s: a folder that is not there is not made, and has no ledger',
  async (words) => {
    const there = folder;
    folder = join(there, 'mistyped');
    try {
      const { code, stdout, stderr } = await lobby(words);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^There is no ledger in .+mistyped yet\. Start the bank once, .+\.\n$/);
      expect(existsSync(folder)).toBe(false);
    } finally {
      folder = there;
    }
  },
);

test.each(['audit', 'accounts list', 'accounts lock 1999'])(
  '%s: a ledger that was never begun is none, and is left as it is',
  async (words) => {
    const path = join(folder, 'ledger.db');
    const none = /^There is no ledger in .+ yet\. Start the bank once, .+\.\n$/;
    // Cut off as the file was made, and before its tables were.
    writeFileSync(path, '');
    expect(await lobby(words)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(none) });
    expect(readdirSync(folder)).toEqual(['ledger.db']);
    expect(statSync(path).size).toBe(0);
    const database = new DatabaseSync(path);
    database.exec('PRAGMA journal_mode = WAL');
    database.close();
    expect(await lobby(words)).toEqual({ code: 1, stdout: '', stderr: expect.stringMatching(none) });
    const left = new DatabaseSync(path);
    expect(left.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()).toEqual({ tables: 0 });
    left.close();
    expect(existsSync(join(folder, 'secrets'))).toBe(false);
  },
);

test('accounts list: tables without anything in them are no ledger, and no accounts are opened for being looked at', async () => {
  const data = openDataFolder(folder);
  lockDatabase(data).close();
  const { code, stderr } = await lobby('accounts list');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/^There is no ledger in /) });
  expect(readdirSync(data.secrets)).toEqual([]);
  const { store } = await openBooks(data, []);
  await store.close();
  expect(await lobby('accounts list')).toEqual({ code: 0, stdout: 'No accounts.\n', stderr: '' });
});

test('audit: one transfer and one account are said in the singular', async () => {
  await lobby('accounts add 7 --pin 777 --balance 5');
  expect((await lobby('audit')).stdout).toMatch(/^good: 1 transfer, 1 account, sum /);
});
