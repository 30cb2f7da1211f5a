import { PORT_OPTIONS } from '../../shared/protocols.mjs';
import { hostAndPort, LOOPBACK } from '../addresses.ts';
import type { Bank } from '../bank/bank.ts';
import { startBank } from '../bank/server.ts';
import { parseOptions, parsePorts, wholeNumber } from '../command-line.ts';
import { crowdAccounts, MAX_CROWD_CLIENTS } from '../contract/crowd.ts';
import { UsageFailure } from '../contract/failure.ts';
import { PROTOCOLS, type Protocol, portsBy } from '../contract/protocols.ts';
import { openDataFolder } from '../data-folder.ts';
import { BOOKS_OPTIONS, parseBooks } from './books/books-options.ts';
import type { Door } from './door.ts';
import { onStopSignal } from './stop-signals.ts';
import { TraceFile } from './trace-file.ts';

const HELP = `Usage: npm run lobby -- bank [options]

Runs the bank alone, without a window, until it is told to stop (Ctrl-C).

${PROTOCOLS.map(portHelp).join('\n')}
  --host H             address to listen on (127.0.0.1); beyond loopback the terminal port speaks TLS
  --data DIR           where the ledger and its secrets are kept (the system's place for such data)
  --books URL          keep the books in PostgreSQL instead, which any number of banks may share:
                       postgres://user@host1,host2/database (see docs/many-banks.md). The password is
                       taken from PGPASSWORD or ~/.pgpass; standing in the URL, it is in the list of processes
  --pin-key FILE       the PIN key that all banks on these books have (secrets/pin.key in the data folder)
  --session-threads N  threads that sessions live on (one fewer than the machine has cores, 2 to 4;
                       with 0 they live on the thread that accepts them)
  --tls-cert FILE      your own certificate for the terminal port, PEM
  --tls-key FILE       its key, PEM
  --crowd-accounts N   open the accounts of a crowd of N ('lobby crowd') where they are missing
  --metrics-port P     serve metrics as Prometheus text on loopback
  --trace FILE         write what every request does, as it does it, for ui.perfetto.dev and Chrome's DevTools
  --help               this text

Exit codes: 0 it was stopped, 1 it could not be started, 2 wrong usage.
`;

async function run(argv: readonly string[]): Promise<number> {
  const { values } = parseOptions('bank', argv, {
    ...PORT_OPTIONS,
    host: { type: 'string', default: LOOPBACK },
    data: { type: 'string' },
    ...BOOKS_OPTIONS,
    'session-threads': { type: 'string' },
    'tls-cert': { type: 'string' },
    'tls-key': { type: 'string' },
    'metrics-port': { type: 'string' },
    trace: { type: 'string' },
    'crowd-accounts': { type: 'string', default: '0' },
  });
  const threads = values['session-threads'];
  const metrics = values['metrics-port'];
  const crowd = wholeNumber('crowd-accounts', values['crowd-accounts'], 0, MAX_CROWD_CLIENTS);
  const books = parseBooks(values);
  const certificate = values['tls-cert'];
  const key = values['tls-key'];
  if ((certificate === undefined) !== (key === undefined)) {
    throw new UsageFailure('--tls-cert and --tls-key are given together.');
  }
  const options = {
    host: values.host,
    ports: { ...portsBy(({ port }) => port), ...parsePorts(values) },
    ...(threads === undefined ? {} : { sessionThreads: wholeNumber('session-threads', threads, 0, 64) }),
    ...(metrics === undefined ? {} : { metricsPort: wholeNumber('metrics-port', metrics, 0, 65_535) }),
    ...(certificate === undefined || key === undefined ? {} : { tls: { certificate, key } }),
  };
  const trace = values.trace === undefined ? undefined : new TraceFile(values.trace);
  // Before the start, so that a signal that comes while the bank starts stops it, too.
  const stopped = new Promise<void>((resolve) => onStopSignal(['SIGINT', 'SIGTERM'], resolve));
  const bank = await startBank({ data: openDataFolder(values.data), books, ...options });
  if (trace !== undefined) {
    trace.begin();
    bank.onTrace({ all: true, report: (report) => trace.add(report) });
  }
  try {
    const opened = await bank.openAccounts(crowdAccounts(crowd));
    if (opened.length < crowd) {
      process.stderr.write(
        `${crowd - opened.length} of the crowd's account numbers are customers' accounts with PINs of their own: the crowd does not use those.\n`,
      );
    }
    process.stdout.write(`${announcement(bank)}\n`);
    await stopped;
    return 0;
  } finally {
    await bank.stop();
    for (const sentence of trace?.close() ?? []) process.stderr.write(`${sentence}\n`);
  }
}

/** One line that people read and programs wait for. */
function announcement(bank: Bank): string {
  const status = bank.status();
  if (status.state !== 'listening') throw new Error(`a started bank is ${status.state}`);
  const { ports, fingerprint, metrics } = status;
  const proof = fingerprint === null ? '' : ` (TLS, SHA-256 fingerprint ${fingerprint})`;
  const listeners = PROTOCOLS.flatMap(({ name, tls }) => {
    const address = ports[name];
    return address === undefined ? [] : [`${name} on ${hostAndPort(address)}${tls ? proof : ''}`];
  });
  const more = metrics === null ? '' : `, metrics on http://${hostAndPort(metrics)}/metrics`;
  return `Lobby bank listening: ${listeners.join(', ')}${more}`;
}

function portHelp({ name, option, port, purpose }: Protocol): string {
  return `${`  --${option} P`.padEnd(23)}${name} port, ${purpose} (${port ?? 'not opened'}; 0 picks a free one)`;
}

export const door: Door = {
  name: 'bank',
  summary: 'the bank alone, without a window',
  help: HELP,
  run,
};
