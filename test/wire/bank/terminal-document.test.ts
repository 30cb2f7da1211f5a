import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { checkoutPath } from '../../../src-main/module-path.ts';
import { openNode } from '../../unit/doors/door-process.ts';
import { startBankProcess } from './bank-process.ts';
import { temporaryFolder } from './running-bank.ts';

/** The program that docs/terminal-protocol.md shows works as it stands there, and says in a sentence what failed. */
const PROGRAM = checkoutPath('docs/deposit.mjs');

test('it deposits and leaves', async () => {
  const folder = temporaryFolder();
  const bank = await startBankProcess(folder.data.path);
  try {
    const { stdout, stderr, status } = spawnSync(process.execPath, [PROGRAM, String(bank.terminalPort)], {
      encoding: 'utf8',
    });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(stdout).toMatch(/balance: 300000[\s\S]+kind: 'deposit'[\s\S]+balance: 302500/);
  } finally {
    await bank.end('SIGTERM');
    folder.remove();
  }
});

/** A bank that does as it is told with each connection. */
async function withBank(serve: (socket: Socket) => void, work: (port: string) => Promise<void>): Promise<void> {
  const server = createServer(serve).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  try {
    await work(String(typeof address === 'object' ? address?.port : 0));
  } finally {
    server.close();
  }
}

test('it says that nobody answers', async () => {
  let port = '';
  await withBank(
    () => {},
    async (open) => {
      port = open;
    },
  );
  expect(await openNode([PROGRAM, port]).ended).toEqual({
    code: 1,
    stdout: '',
    stderr: `No bank answers at port ${port} (ECONNREFUSED).\n`,
  });
});

test('it says that the bank hung up, or refused', async () => {
  await withBank(
    (socket) => socket.resume().end(),
    async (port) => {
      expect(await openNode([PROGRAM, port]).ended).toMatchObject({
        code: 1,
        stderr: "The bank hung up at 'hello'.\n",
      });
    },
  );
  const refusal = JSON.stringify({
    id: 1,
    ok: false,
    error: { code: 'unsupported_version', message: 'This bank speaks version 2.' },
  });
  await withBank(
    (socket) => socket.end(`${refusal}\n`),
    async (port) => {
      expect(await openNode([PROGRAM, port]).ended).toMatchObject({
        code: 1,
        stderr: "'hello' was refused: This bank speaks version 2.\n",
      });
    },
  );
});

test.each(['many', '0', '65536'])('it takes no %s for a port', async (port) => {
  expect(await openNode([PROGRAM, port]).ended).toEqual({ code: 1, stdout: '', stderr: `'${port}' is no port.\n` });
});
