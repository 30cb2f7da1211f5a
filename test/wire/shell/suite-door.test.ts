import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { WindowKind } from '../../../src-main/contract/windows.ts';
import { openDataFolder } from '../../../src-main/data-folder.ts';
import { handOver } from '../../../src-main/shell/second-start/hand-over.ts';
import { openStartPort } from '../../../src-main/shell/second-start/start-port.ts';
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
  ['a window that there is not', ['--open', 'safe'], /--open takes lobby, atm, clock, camera, lab, not 'safe'/],
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

test('a start beside Electron has its windows opened there, and ends', async () => {
  const data = openDataFolder(freshFolder());
  const opened: WindowKind[][] = [];
  const close = await openStartPort(data, 'electron', (windows) => {
    opened.push([...windows]);
    return true;
  });
  const start = async (...more: string[]) => {
    const suite = run('--data', data.path, '--port', '0', '--terminal-port', '0', ...more);
    expect(await suite.ended).toBe(0);
    return suite.said();
  };
  expect(await start('--open', 'clock')).toBe(
    'Lobby runs already with this data folder, in Electron, and has opened its window.\n',
  );
  expect(opened).toEqual([['lobby', 'clock']]);
  expect(await start('--no-open')).toBe('Lobby runs already with this data folder, in Electron.\n');
  expect(opened).toHaveLength(1);
  await close();
  // The next one is alone.
  const alone = run('--no-open', '--data', data.path, '--port', '0', '--terminal-port', '0');
  await alone.hears(/Lobby runs at/);
  alone.signal('SIGTERM');
  expect(await alone.ended).toBe(0);
});

test('the port for starts beside Electron serves nothing else, and answers only who has read the data folder', async () => {
  const data = openDataFolder(freshFolder());
  const opened: WindowKind[][] = [];
  const close = await openStartPort(data, 'electron', (windows) => {
    opened.push([...windows]);
    return true;
  });
  const file = join(data.path, 'electron-shell.json');
  expect(statSync(file).mode & 0o077).toBe(0);
  const { port } = JSON.parse(readFileSync(file, 'utf8')) as { port: number };
  const at = `http://127.0.0.1:${port}`;
  expect((await fetch(`${at}/lobby/`)).status).toBe(404);
  expect((await fetch(`${at}/start?windows=lobby`, { method: 'POST' })).status).toBe(403);
  writeFileSync(file, JSON.stringify({ port, secret: 'x'.repeat(43) }));
  expect(await handOver(data, 'electron', ['lobby'])).toBeUndefined();
  expect(opened).toEqual([]);
  await close();
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
