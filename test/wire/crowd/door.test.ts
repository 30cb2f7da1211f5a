/** Proves what `lobby crowd` prints and how it ends, as a process beside a bank that is another. */
import { expect, test } from 'vitest';
import { openDoor } from '../../unit/doors/door-process.ts';
import { startBankProcess } from '../bank/bank-process.ts';
import { temporaryFolder } from '../bank/running-bank.ts';

const crowdDoor = (argv: readonly string[]) => openDoor(['crowd', ...argv]);

test('a line a second, and a summary when its time is over; nothing is left on the accounts', async () => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path, ['--crowd-accounts', '20']);
  const ports = ['--port', String(bank.terminalPort), '--teletype-port', String(bank.teletypePort)];
  const { code, stdout, stderr } = await crowdDoor([
    ...ports,
    ...['--clients', '20', '--rate', '100', '--seconds', '3', '--seed', '5'],
  ]).ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^running +\d+ s {2}20 connected {2}\d+ operations .* 0 refused {2}0 errors$/m);
  expect(stdout).toMatch(/^\d+ operations in \d\.\d s: [\d.]+\/s, median [\d.]+ ms, 99th percentile [\d.]+ ms$/m);
  expect(stdout).toMatch(/^ {2}20 log-ins, 20 left with their final balance, 0 errors$/m);
  expect((await bank.end('SIGTERM')).code).toBe(0);
  folder.remove();
});

// npm and shells may pass on what the process has got already.
test.each(['once', 'again and again'] as const)('Ctrl-C that comes %s lets everybody leave', async (times) => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  const ports = ['--port', String(bank.terminalPort), '--teletype-port', '0'];
  const crowd = crowdDoor([...ports, '--clients', '5', '--rate', '20', '--mix', 'cash']);
  await crowd.says(/^running/m);
  crowd.child.kill('SIGINT');
  const again = times === 'once' ? undefined : setInterval(() => crowd.child.kill('SIGINT'), 5);
  await crowd.says(/ left with /).finally(() => clearInterval(again));
  const { code, stdout } = await crowd.ended;
  expect(code).toBe(0);
  expect(stdout).toMatch(/ 0 balances, \d+ deposits, \d+ withdrawals, 0 transfers, 0 refused\n {2}5 log-ins, 5 left/);
  await bank.end('SIGTERM');
  folder.remove();
});

test('a reader that has seen enough lets everybody leave, too', async () => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  const crowd = crowdDoor(['--port', String(bank.terminalPort), '--teletype-port', '0', '--clients', '5']);
  await crowd.says(/^running/m);
  crowd.child.stdout.destroy();
  const { code, stderr } = await crowd.ended;
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await bank.end('SIGTERM');
  folder.remove();
});

test('a bank that is not there is one sentence, and exit code 1', async () => {
  // Port 1 is the system's: nothing of ours listens there.
  const { code, stdout, stderr } = await crowdDoor(['--port', '1']).ended;
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^The bank at 127\.0\.0\.1:1 cannot be reached .*\n$/);
});

test.each([
  [['--clients', '0'], /--clients takes a whole number from 1 to 1000/],
  [['--rate', 'fast'], /--rate takes a whole number/],
  [['--mix', 'chaos'], /--mix takes everyday, looking, cash, transfers, not 'chaos'/],
  [['--fingerprint', 'zz'], /--fingerprint takes the 64 hexadecimal digits/],
  [['--what'], /--help/],
])('%j is wrong usage, and exit code 2', async (argv, words) => {
  const { code, stderr, stdout } = await crowdDoor(argv).ended;
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toMatch(words);
});
