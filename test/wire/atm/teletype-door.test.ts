import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { CLI, runDoor } from '../../unit/doors/door-process.ts';
import { testBank } from '../bank/running-bank.ts';

/** The client for those without nc: what it prints of a real bank, and how it ends. */

test('a whole conversation from a pipe is answered to its end', async () => {
  await using bank = await testBank();
  const port = String(bank.teletypePort);
  const said = await runDoor(['teletype', '--port', port], '1998\n998\n2\n12.50\n1\n4\n');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toMatch(/^Enter account number: Enter PIN: Authentication successful\.\n/);
  expect(said.stdout).toMatch(/Deposit successful\.\n[\s\S]*\$3012\.50\n[\s\S]*Your final balance is: \$3012\.50\n$/);
});

test('an input that ends early is answered as far as it goes', async () => {
  await using bank = await testBank();
  const said = await runDoor(['teletype', '--port', String(bank.teletypePort)], '1998\n998\n1\n');
  expect(said).toMatchObject({ code: 0, stderr: '' });
  expect(said.stdout).toContain('Your balance is: $3000\n');
});

test('a bank that is not there, and wrong usage, are said in one sentence', async () => {
  const bank = await testBank();
  const port = String(bank.teletypePort);
  await bank[Symbol.asyncDispose]();
  expect(await runDoor(['teletype', '--port', port])).toEqual({
    code: 1,
    stdout: '',
    stderr: `There is no bank at 127.0.0.1:${port} (ECONNREFUSED): start Lobby, or choose another with --host and --port.\n`,
  });
  expect(await runDoor(['teletype', '--port', 'x'])).toMatchObject({ code: 2, stdout: '' });
});

test('a bank that closes ends it, whatever else could be typed', async () => {
  const bank = await testBank();
  const child = spawn(process.execPath, [CLI, 'teletype', '--port', String(bank.teletypePort)], { stdio: 'pipe' });
  const [prompt] = (await once(child.stdout, 'data')) as [Buffer];
  expect(prompt.toString()).toBe('Enter account number: ');
  const ended = once(child, 'close');
  await bank[Symbol.asyncDispose]();
  expect(await ended).toEqual([0, null]);
});
