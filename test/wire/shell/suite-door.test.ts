import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openDoor } from '../../unit/doors/door-process.ts';

/** Proves the door of the browser shell: what it prints, and how it ends. */
function run(...args: string[]) {
  const { child, ended, said } = openDoor(['suite', ...args]);
  return {
    said: () => said().stdout,
    complained: () => said().stderr,
    ended: ended.then(({ code }) => code),
    hears: (pattern: RegExp) =>
      expect.poll(() => Object.values(said()).join(''), { timeout: 30_000, interval: 20 }).toMatch(pattern),
    signal: (name: NodeJS.Signals) => void child.kill(name),
  };
}

const freshFolder = () => mkdtempSync(join(tmpdir(), 'lobby-suite-'));
const quiet = () => ['--no-open', '--port', '0', '--terminal-port', '0', '--data', freshFolder()];

test.each([
  ['an option that there is not', ['--windows'], /--windows/],
  ['a port that is none', ['--port', '70000'], /--port takes a whole number from 0 to 65535/],
  ['a shell port that is none', ['--shell-port', 'x'], /--shell-port takes/],
  ['a window that there is not', ['--open', 'safe'], /--open takes lobby, atm, clock, camera, not 'safe'/],
])('%s: one sentence and exit code 2', async (_name, args, words) => {
  const suite = run(...args);
  expect(await suite.ended).toBe(2);
  expect(suite.complained()).toMatch(words);
  expect(suite.complained().trim().split('\n')).toHaveLength(1);
});

test('a shell port in use: one sentence and exit code 1', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const suite = run(...quiet(), '--shell-port', String(port));
  expect(await suite.ended).toBe(1);
  expect(suite.complained()).toBe(
    `Port ${port} is in use by another program. Choose another with --shell-port, or leave it out.\n`,
  );
  server.close();
});

test('a data folder that can not be made: one sentence and exit code 1', async () => {
  const suite = run('--no-open', '--data', '/dev/null/lobby');
  expect(await suite.ended).toBe(1);
  expect(suite.complained()).toMatch(/^The data folder .* can't be made .*--data DIR\.\n$/);
});

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('%s ends it cleanly, even when it comes twice', async (signal) => {
  const suite = run(...quiet());
  await suite.hears(/Lobby runs at http:\/\/127\.0\.0\.1:\d+\/lobby\/\?secret=[\w-]{43}\n/);
  await suite.hears(/The bank is listening on 127\.0\.0\.1:\d+ \(teletype\)/);
  suite.signal(signal);
  suite.signal(signal);
  expect(await suite.ended).toBe(0);
  expect(suite.complained()).toBe('');
});

test('a second start with the same data folder says where the first runs, and ends', async () => {
  const args = quiet();
  const first = run(...args);
  await first.hears(/The bank is listening/);
  const url = /http:\S+/.exec(first.said())?.[0];
  const second = run(...args);
  expect(await second.ended).toBe(0);
  expect(second.said()).toBe(`Lobby runs already with this data folder: ${url}\n`);
  first.signal('SIGTERM');
  expect(await first.ended).toBe(0);
});

test('a wrong setting is named and the suite starts all the same', async () => {
  const data = freshFolder();
  writeFileSync(join(data, 'settings.json'), '{"theme":"pink"}');
  const suite = run('--no-open', '--port', '0', '--terminal-port', '0', '--data', data);
  await suite.hears(/The bank is listening/);
  expect(suite.complained()).toMatch(/The setting 'theme' is wrong \(.*\); its default, "system", is used\.\n/);
  suite.signal('SIGTERM');
  expect(await suite.ended).toBe(0);
});
