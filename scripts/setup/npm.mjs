import { existsSync } from 'node:fs';
import { run } from './run.mjs';

/**
 * Runs the npm that runs us, else the one in PATH.
 * @param {readonly string[]} args
 * @param {{ cwd?: string }} [options]
 * @returns {Promise<void>}
 * @throws {import('./failure.mjs').SetupFailure}
 */
export async function npm(args, options = {}) {
  const running = process.env['npm_execpath'];
  if (running !== undefined && existsSync(running) && /npm-cli\.c?js$/.test(running)) {
    await run(process.execPath, [running, ...args], options);
  } else if (process.platform === 'win32') {
    await run(process.env['ComSpec'] ?? 'cmd.exe', ['/d', '/s', '/c', `npm ${args.join(' ')}`], options);
  } else {
    await run('npm', args, options);
  }
}
