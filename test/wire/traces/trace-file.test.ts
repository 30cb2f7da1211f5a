/** Proves that `lobby bank --trace FILE` has every request of its run, whole when it is stopped, readable when it is killed. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runDoor } from '../../unit/doors/door-process.ts';
import { validEvents } from '../../unit/trace/chrome-events.ts';
import { startBankProcess } from '../bank/bank-process.ts';
import { Client } from '../bank/client.ts';
import { temporaryFolder } from '../bank/running-bank.ts';

/** Runs a bank with a trace, has some deposits made and ends it. @returns the trace as it stands then */
async function tracedDeposits(signal: 'SIGTERM' | 'SIGKILL', deposits: number): Promise<string> {
  const folder = temporaryFolder();
  const file = join(folder.data.path, 'trace.json');
  const bank = await startBankProcess(folder.data.path, ['--trace', file]);
  const client = await Client.open(bank.terminalPort);
  await client.enter();
  for (let round = 0; round < deposits; round++) {
    await client.ask({ id: round, op: 'deposit', amount: 100, key: `deposit-${round}` });
  }
  if (signal === 'SIGKILL') await expect.poll(() => readFileSync(file, 'utf8')).toContain('deposit $1');
  const ended = await bank.end(signal);
  expect(ended.stderr).toBe('');
  const text = readFileSync(file, 'utf8');
  // Nobody else may read accounts and balances.
  if (process.platform !== 'win32') expect(statSync(file).mode & 0o777).toBe(0o600);
  folder.remove();
  return text;
}

test('has every request when the bank is stopped', async () => {
  const events = validEvents(JSON.parse(await tracedDeposits('SIGTERM', 30)));
  const requests = events.flatMap((event) => (event.ph === 'b' && 'outcome' in event.args ? [event] : []));
  expect(requests.map(({ name }) => name)).toEqual(['authenticate', ...Array.from({ length: 30 }, () => 'deposit $1')]);
  expect(requests.every(({ args }) => args['outcome'] === 'done')).toBe(true);
});

test('has what came before it was killed, and lacks only the end of its array', async () => {
  const text = await tracedDeposits('SIGKILL', 3);
  expect(text).not.toMatch(/\]\s*$/);
  expect((JSON.parse(`${text}\n]`) as unknown[]).length).toBeGreaterThan(3);
});

test('a bank that can not start leaves the trace of the one that has its data folder', async () => {
  const folder = temporaryFolder();
  const { path } = folder.data;
  const file = join(path, 'trace.json');
  const first = await startBankProcess(path, ['--trace', file]);
  const client = await Client.open(first.terminalPort);
  await client.enter();
  await expect.poll(() => readFileSync(file, 'utf8')).toContain('authenticate');
  const ports = ['--port', '0', '--terminal-port', '0'];
  const { code, stderr } = await runDoor(['bank', ...ports, '--data', path, '--trace', file]);
  expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('Another Lobby uses') });
  await first.end('SIGTERM');
  const events = validEvents(JSON.parse(readFileSync(file, 'utf8')));
  expect(events.some(({ name }) => name === 'authenticate')).toBe(true);
  folder.remove();
});

test('a longer trace of an earlier run is replaced', async () => {
  const folder = temporaryFolder();
  const file = join(folder.data.path, 'trace.json');
  writeFileSync(file, 'x'.repeat(1_000_000));
  const bank = await startBankProcess(folder.data.path, ['--trace', file]);
  await bank.end('SIGTERM');
  expect(validEvents(JSON.parse(readFileSync(file, 'utf8'))).length).toBeGreaterThan(0);
  folder.remove();
});

test('a file that can not be written is told, and the bank does not start', async () => {
  const folder = temporaryFolder();
  const file = join(folder.data.path, 'missing', 'trace.json');
  const { code, stderr } = await runDoor([
    'bank',
    '--port',
    '0',
    '--terminal-port',
    '0',
    '--data',
    folder.data.path,
    '--trace',
    file,
  ]);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `The trace ${file} can't be written (ENOENT). Name a file in a folder that you may write to.\n`,
  });
  folder.remove();
});
