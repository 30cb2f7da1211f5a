import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';

/** Proves that the npm commands behave like the programs they start: exit codes, signals, and nothing left behind. */
const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function run(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(program, args, { cwd: checkoutPath('.'), env: { ...process.env, ...env } });
  started.push(child);
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
  }
  return {
    child,
    said: () => said,
    ended: new Promise<number | NodeJS.Signals | null>((resolve) => {
      child.once('close', (code, signal) => resolve(code ?? signal));
    }),
    hears: (pattern: RegExp) => expect.poll(() => said, { timeout: 60_000, interval: 20 }).toMatch(pattern),
  };
}

const script = (name: string, ...args: readonly string[]) => [checkoutPath(`scripts/${name}.mjs`), ...args];
const freePorts = () => [
  '--port',
  '0',
  '--terminal-port',
  '0',
  '--data',
  mkdtempSync(join(tmpdir(), 'lobby-commands-')),
];
const teletypePort = (text: string) => Number(/teletype[^:]*:(\d+)|:(\d+) \(teletype\)/.exec(text)?.slice(1).join(''));

/** Whether somebody listens there. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}

test('start tells its options', async () => {
  const start = run(process.execPath, script('start', '--help'));
  expect(await start.ended).toBe(0);
  expect(start.said()).toContain('--shell electron|browser');
});

test.each([['--shell=tv'], ['--shell']])('start with %s: one sentence and exit code 2', async (option) => {
  const start = run(process.execPath, script('start', option));
  expect(await start.ended).toBe(2);
  expect(start.said()).toMatch(/^--shell takes electron or browser, not '(tv|)'/);
});

test('start tells a wrong option before it looks at what is missing', async () => {
  // An empty checkout: set-up would have everything to do, and says so at once.
  const checkout = mkdtempSync(join(tmpdir(), 'lobby-checkout-'));
  for (const part of ['scripts', 'shared']) cpSync(checkoutPath(part), join(checkout, part), { recursive: true });
  const start = run(process.execPath, [join(checkout, 'scripts/start.mjs'), '--colour', 'red']);
  expect(await start.ended).toBe(2);
  expect(start.said()).toBe("There is no option '--colour'. See 'npm start -- --help'.\n");
  rmSync(checkout, { recursive: true });
});

test('start in the browser shell prints its URL, and ends with SIGTERM', async () => {
  const start = run(process.execPath, script('start', '--shell', 'browser', '--no-open', ...freePorts()));
  await start.hears(/Lobby runs at http:\/\/127\.0\.0\.1:\d+\/lobby\/\?secret=/);
  await start.hears(/The bank is listening/);
  start.child.kill('SIGTERM');
  expect(await start.ended).toBe(0);
  expect(await answers(teletypePort(start.said()))).toBe(false);
});

test("a door's exit code is the command's", async () => {
  const lobby = run(process.execPath, script('lobby', 'bank', '--port', 'nine'));
  expect(await lobby.ended).toBe(2);
});

test('a signal reaches the door', async () => {
  const lobby = run(process.execPath, script('lobby', 'bank', ...freePorts()));
  await lobby.hears(/listening/);
  lobby.child.kill('SIGINT');
  expect(await lobby.ended).toBe(0);
});

testWhere(ON_WINDOWS, 'the door ends when the shell that npm put around it is killed', async () => {
  const command = [process.execPath, ...script('lobby', 'bank', ...freePorts())].map((word) => `'${word}'`).join(' ');
  // The second command keeps the shell from handing its process over.
  const shell = run('/bin/sh', ['-c', `${command}; true`], { npm_lifecycle_event: 'lobby' });
  await shell.hears(/listening/);
  const port = teletypePort(shell.said());
  expect(await answers(port)).toBe(true);
  shell.child.kill('SIGKILL');
  await expect.poll(() => answers(port)).toBe(false);
});
