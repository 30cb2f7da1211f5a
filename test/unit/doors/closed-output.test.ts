/** Proves that a door whose reader has seen enough ends quietly, as at the beginning of a pipe. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const CLI = fileURLToPath(new URL('../../../src-main/cli.ts', import.meta.url));

test.each([[['--help']], [['camera', '--help']], [['models', 'list']]])('%j with nobody who reads', async (words) => {
  const child = spawn(process.execPath, [CLI, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  // Before the door has come up: whatever it writes finds the pipe closed.
  child.stdout.destroy();
  const said = text(child.stderr);
  const code = await new Promise((resolve) => child.once('close', resolve));
  expect({ code, said: await said }).toEqual({ code: 0, said: '' });
});
