import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { checkoutPath, MODULES } from '../../../src-main/module-path.ts';

/**
 * Proves that the bundle in out/main, which Electron runs, holds a bank whose threads start: they are files of their
 * own and are found beside the bundle, not in the sources.
 */
test('the built bank serves a whole session and ends cleanly', async () => {
  const data = mkdtempSync(join(tmpdir(), 'lobby-built-'));
  const child = spawn(
    process.execPath,
    [checkoutPath('out/main/cli.js'), 'bank', '--port', '0', '--terminal-port', '0', '--data', data],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)));
  const ready = new Promise<string>((resolve) => createInterface(child.stdout).once('line', resolve));
  const line = await Promise.race([ready, ended]);
  expect(line).toMatch(/listening/);
  const port = Number(/:(\d+)/.exec(String(line))?.[1]);

  const socket = connect(port, '127.0.0.1');
  let heard = '';
  socket.setEncoding('utf8').on('data', (text) => {
    heard += text;
  });
  socket.write('1998\n998\n2\n10.50\n4\n');
  await new Promise((resolve) => socket.once('close', resolve));
  expect(heard).toContain('Deposit successful.');
  expect(heard).toMatch(/Your final balance is: \$3010\.50\n$/);

  child.kill('SIGTERM');
  expect(await ended).toBe(0);
});

test('what asks for the words of a window comes before the code of all windows', () => {
  const folder = checkoutPath('out/renderer/assets');
  const shared = readdirSync(folder).filter((name) => /^start-window-.*\.js$/.test(name));
  expect(shared).toHaveLength(1);
  const code = readFileSync(join(folder, shared[0] ?? ''), 'utf8');
  expect(code.indexOf('navigator.languages')).toBeGreaterThan(0);
  expect(code.indexOf('navigator.languages')).toBeLessThan(code.indexOf('react.transitional.element'));
});

test.each(Object.keys(MODULES))('%s is an entry of the build', (name) => {
  expect(existsSync(checkoutPath(`out/main/${name}.js`))).toBe(true);
});
