import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { expect } from 'vitest';
import { ON_WINDOWS, testWhere } from '../../describe-where.ts';
import { CLI } from '../../unit/doors/door-process.ts';
import { temporaryFolder } from '../../wire/bank/running-bank.ts';

/** In blocks of 512 bytes or 1 KiB: enough for a bank, too little for the accounts of a large crowd. */
const BLOCKS = 300;

testWhere(ON_WINDOWS, 'a bank that has no room for the accounts it is to open says so and ends', async () => {
  const folder = temporaryFolder();
  const argv = ['bank', '--port', '0', '--terminal-port', '0', '--crowd-accounts', '1000'];
  const bank = spawn(
    'sh',
    ['-c', `ulimit -f ${BLOCKS}; exec "$0" "$@"`, process.execPath, CLI, ...argv, '--data', folder.data.path],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  );
  try {
    const [stdout, stderr, [code]] = await Promise.all([text(bank.stdout), text(bank.stderr), once(bank, 'exit')]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe("The bank can't write its books right now. Try again in a moment.\n");
  } finally {
    bank.kill('SIGKILL');
    folder.remove();
  }
});
