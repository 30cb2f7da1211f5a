import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { AS_ROOT, testWhere, WITHOUT_LINUX } from '../../describe-where.ts';
import { runDoor } from '../../unit/doors/door-process.ts';
import { startBankProcess } from './bank-process.ts';
import { Client } from './client.ts';
import { temporaryFolder } from './running-bank.ts';

/** The `bank` door as a process: what it prints, how it ends, what it says of wrong usage. */
test.each(['SIGTERM', 'SIGINT'] as const)('prints one line with its ports, and %s ends it with 0', async (signal) => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  expect(bank.announcement).toMatch(/^[^\n]*listening[^\n]*\n$/);
  const client = await Client.open(bank.teletypePort);
  await client.logIn();
  const ending = await bank.end(signal);
  expect(ending).toMatchObject({ code: 0, stdout: bank.announcement, stderr: '' });
  expect(await client.closed).toContain('The bank is closing. Your final balance is: $5000\n');
  folder.remove();
});

test('a port in use is told in one sentence that says what to do', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = String(typeof address === 'object' ? address?.port : 0);
  const folder = temporaryFolder();
  for (const [option, ports] of [
    ['--port', ['--port', port, '--terminal-port', '0']],
    ['--terminal-port', ['--port', '0', '--terminal-port', port]],
    ['--metrics-port', ['--port', '0', '--terminal-port', '0', '--metrics-port', port]],
  ] as const) {
    const { code, stdout, stderr } = await runDoor(['bank', ...ports, '--data', folder.data.path]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `Port ${port} on 127.0.0.1 is in use, perhaps by another Lobby: stop that one, or choose another port with ${option}.\n`,
    );
  }
  other.close();
  folder.remove();
});

test('an address that is not this machine is told', async () => {
  const folder = temporaryFolder();
  const ending = await runDoor([
    'bank',
    '--host',
    '192.0.2.1',
    '--port',
    '0',
    '--terminal-port',
    '0',
    '--data',
    folder.data.path,
  ]);
  expect(ending).toMatchObject({
    code: 1,
    stderr: 'This machine has no address 192.0.2.1 to listen on: choose another with --host.\n',
  });
  folder.remove();
});

test.each([
  [['--port', 'x'], "--port takes a whole number from 0 to 65535, not 'x'."],
  [['--terminal-port', '65536'], "--terminal-port takes a whole number from 0 to 65535, not '65536'."],
  [['--session-threads', '65'], "--session-threads takes a whole number from 0 to 64, not '65'."],
  [['--tls-cert', 'a.pem'], '--tls-cert and --tls-key are given together.'],
])('wrong usage %j ends with 2', async (argv, sentence) => {
  expect(await runDoor(['bank', ...argv])).toMatchObject({ code: 2, stdout: '', stderr: `${sentence}\n` });
});

test('an unknown option ends with 2 and names the help', async () => {
  const { code, stderr } = await runDoor(['bank', '--prot', '1']);
  expect(code).toBe(2);
  expect(stderr).toMatch(/--prot.*lobby -- bank --help/);
});

test('--help tells every option', async () => {
  const { code, stdout } = await runDoor(['bank', '--help']);
  expect(code).toBe(0);
  for (const option of ['--port', '--terminal-port', '--host', '--data', '--session-threads', '--metrics-port']) {
    expect(stdout).toContain(option);
  }
});

const WITHOUT_ROOT =
  WITHOUT_LINUX ?? (AS_ROOT === undefined ? 'only root can make a disk that is full for the log alone' : undefined);
testWhere(WITHOUT_ROOT, 'a log on a full disk ends neither the bank nor a session', async () => {
  const folder = temporaryFolder();
  const disk = join(folder.data.path, 'disk');
  mkdirSync(disk);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4k', 'tmpfs', disk]);
  writeFileSync(join(disk, 'full.log'), Buffer.alloc(4096));
  writeFileSync(folder.data.log, '', { mode: 0o600 });
  execFileSync('mount', ['--bind', join(disk, 'full.log'), folder.data.log]);
  onTestFinished(() => {
    for (const path of [folder.data.log, disk]) execFileSync('umount', [path]);
    folder.remove();
  });
  const bank = await startBankProcess(folder.data.path);
  const client = await Client.open(bank.teletypePort);
  await client.logIn();
  expect(await bank.end('SIGTERM')).toMatchObject({ code: 0, stderr: '' });
  expect(await client.closed).toContain('Your final balance is: $5000\n');
});

test('a log that can not be opened is told before the books are', async () => {
  const folder = temporaryFolder();
  mkdirSync(folder.data.log);
  const ending = await runDoor(['bank', '--port', '0', '--terminal-port', '0', '--data', folder.data.path]);
  expect(ending).toMatchObject({
    code: 1,
    stdout: '',
    stderr: `The log ${folder.data.log} can't be written (EISDIR). Move it away, or free the disk.\n`,
  });
  expect(existsSync(folder.data.database)).toBe(false);
  folder.remove();
});
