import { spawn } from 'node:child_process';

/**
 * Runs a command that must not outlive set-up, even when set-up is killed by SIGKILL: npm or a compiler that went on
 * alone would write into what the next set-up makes. Its standard input is a pipe from set-up; when that closes, this
 * process group ends, this one included.
 */
const [command = '', ...args] = process.argv.slice(2);
const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit'], windowsHide: true });
child.once('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.once('close', (code, signal) => process.exit(signal === null ? code : 1));
process.stdin.resume().once('close', () => {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    // No group of its own: on Windows, and where sudo needs the terminal's session.
    child.kill();
  }
});
