import { connect, type Socket } from 'node:net';
import { LOOPBACK } from '../addresses.ts';
import { parseOptions, wholeNumber } from '../command-line.ts';
import { Failure } from '../contract/failure.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- teletype [options]

Talks to the bank's teletype port, as nc does, where there is no nc: what you type is sent line by
line, what the bank says is printed. It also takes its lines from a pipe:
printf '1998\\n998\\n1\\n4\\n' | npm run lobby -- teletype

  --host H   the bank's address (default: 127.0.0.1)
  --port P   its teletype port (default: 9999)

PINs are shown as they are typed: the teletype is a plain connection. 'npm run lobby -- atm' hides
them.

Exit codes: 0 the bank ended the conversation, or the input ended and was answered, 1 the bank could
not be reached or the connection was lost, 2 wrong usage.
`;

/** How long a bank is waited for, ms: on this machine or in its network it answers in far less. */
const CONNECT_MS = 5_000;

export const door: Door = {
  name: 'teletype',
  summary: 'talk to the teletype port, where there is no nc',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('teletype', argv, {
      host: { type: 'string', default: LOOPBACK },
      port: { type: 'string', default: '9999' },
    });
    const { host } = values;
    const port = wholeNumber('port', values.port, 1, 65_535);
    const bank = await connected(host, port);
    process.stdin.pipe(bank);
    // The end of the input may come while the bank still answers; the end of the bank ends all.
    bank.pipe(process.stdout, { end: false });
    try {
      await ended(bank);
    } catch (cause) {
      throw new Failure('connection_lost', `The connection to the bank at ${host}:${port} was lost.`, { cause });
    } finally {
      process.stdin.unpipe(bank).destroy();
    }
    return 0;
  },
};

/** @throws Failure `bank_unreachable` */
function connected(host: string, port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port, allowHalfOpen: true, noDelay: true });
    const fail = (cause: NodeJS.ErrnoException) => {
      socket.destroy();
      reject(
        new Failure(
          'bank_unreachable',
          `There is no bank at ${host}:${port} (${cause.code ?? cause.message}): start Lobby, or choose another with --host and --port.`,
          { cause },
        ),
      );
    };
    const timer = setTimeout(() => fail(new Error('no answer')), CONNECT_MS);
    socket.once('error', fail).once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail);
      resolve(socket);
    });
    socket.once('close', () => clearTimeout(timer));
  });
}

/** Settled when the bank has ended its side of the connection. */
function ended(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.once('end', () => {
      socket.end();
      resolve();
    });
  });
}
