import { LOOPBACK } from '../addresses.ts';
import { parseFingerprint, parseOptions, wholeNumber } from '../command-line.ts';
import {
  CROWD_MIXES,
  type CrowdFigures,
  type CrowdMixName,
  type CrowdState,
  MAX_CROWD_CLIENTS,
  MAX_CROWD_RATE,
} from '../contract/crowd.ts';
import { Failure, UsageFailure } from '../contract/failure.ts';
import { Crowd } from '../crowd/crowd.ts';
import { findAccounts } from '../crowd/find-accounts.ts';
import type { Door } from './door.ts';
import { onStopSignal } from './stop-signals.ts';

const MIXES = Object.keys(CROWD_MIXES).join(', ');

const HELP = `Usage: npm run lobby -- crowd --clients N --rate R [options]

A crowd of simulated ATMs at a bank that runs: real connections, one in five of them to the
teletype port. It prints a line a second and a summary at the end. What the clients bring in they
take out again, and what they send comes back, so that all accounts are left as they were.

  --clients N          simulated ATMs, 1 to ${MAX_CROWD_CLIENTS} (50)
  --rate R             operations a second over all of them, 1 to ${MAX_CROWD_RATE} (50)
  --mix NAME           what they do: ${MIXES} (everyday)
  --seconds S          how long; without it, until Ctrl-C
  --host H             the bank's address (127.0.0.1)
  --port P             its terminal port (9998)
  --teletype-port P    its teletype port (9999); 0: none goes there
  --fingerprint HEX    the terminal port speaks TLS with the certificate of this SHA-256
  --seed N             of the random numbers: the same seed draws the same operations
  --help               this text

The crowd uses accounts of its own where the bank has them (npm run lobby -- bank --crowd-accounts N,
or a crowd that was started in the Lobby window before). Otherwise it uses the three demo accounts,
as long as they have the PINs that they were opened with. Many clients on one account are slow: each
of them is told of each change.

Exit codes: 0 it was stopped or its time was over, 1 the bank could not be reached, let nobody in
or was lost, 2 wrong usage.
`;

export const door: Door = {
  name: 'crowd',
  summary: 'a crowd of simulated ATMs at a bank that runs',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('crowd', argv, {
      clients: { type: 'string', default: '50' },
      rate: { type: 'string', default: '50' },
      mix: { type: 'string', default: 'everyday' },
      seconds: { type: 'string' },
      host: { type: 'string', default: LOOPBACK },
      port: { type: 'string', default: '9998' },
      'teletype-port': { type: 'string', default: '9999' },
      fingerprint: { type: 'string' },
      seed: { type: 'string' },
    });
    const clients = wholeNumber('clients', values.clients, 1, MAX_CROWD_CLIENTS);
    const rate = wholeNumber('rate', values.rate, 1, MAX_CROWD_RATE);
    const seconds = values.seconds === undefined ? null : wholeNumber('seconds', values.seconds, 1, 86_400);
    const seed = values.seed === undefined ? undefined : wholeNumber('seed', values.seed, 0, 2 ** 32 - 1);
    const { host } = values;
    const terminal = {
      host,
      port: wholeNumber('port', values.port, 1, 65_535),
      ...(values.fingerprint === undefined ? {} : { tls: { fingerprint: parseFingerprint(values.fingerprint) } }),
    };
    const teletypePort = wholeNumber('teletype-port', values['teletype-port'], 0, 65_535);
    const options = { clients, rate, mix: CROWD_MIXES[mixName(values.mix)] };

    const crowd = new Crowd();
    const ended = endOf(crowd);
    crowd.start(
      options,
      async () => ({
        terminal,
        teletype: teletypePort === 0 ? null : { host, port: teletypePort },
        accounts: await findAccounts(terminal, clients),
      }),
      seed,
    );
    const lines = setInterval(() => tell(crowd.state), 1_000);
    let time: NodeJS.Timeout | undefined;
    crowd.onState((state) => {
      // Its time begins with its first report: until then the thread comes up and accounts are looked for.
      if (seconds === null || time !== undefined || state.state === 'idle' || state.state === 'failed') return;
      if (state.figures.seconds > 0)
        time = setTimeout(() => void crowd.stop(), (seconds - state.figures.seconds) * 1_000);
    });
    onStopSignal(['SIGINT', 'SIGTERM'], () => void crowd.stop());
    // The reader of the output is gone, and with it whoever could press Ctrl-C.
    process.stdout.once('error', () => void crowd.stop());
    try {
      const end = await ended;
      if (end.last !== null) process.stdout.write(summary(end.last));
      if (end.state === 'failed') throw Failure.from(end);
      return 0;
    } finally {
      clearInterval(lines);
      clearTimeout(time);
    }
  },
};

function mixName(name: string): CrowdMixName {
  if (Object.hasOwn(CROWD_MIXES, name)) return name as CrowdMixName;
  throw new UsageFailure(`--mix takes ${MIXES}, not '${name}'.`);
}

type End = Extract<CrowdState, { state: 'idle' | 'failed' }>;

function endOf(crowd: Crowd): Promise<End> {
  return new Promise((resolve) => {
    crowd.onState((state) => {
      if (state.state === 'idle' || state.state === 'failed') resolve(state);
    });
  });
}

function tell(state: CrowdState): void {
  if (state.state === 'idle' || state.state === 'failed') return;
  const { seconds, connected, operations, perSecond, refusals, errors, latency } = state.figures;
  const times = latency === null ? '' : `  p50 ${latency.p50.toFixed(1)} ms  p99 ${latency.p99.toFixed(1)} ms`;
  process.stdout.write(
    `${state.state.padEnd(8)} ${seconds.toFixed(0).padStart(4)} s  ${connected} connected  ${operations} operations  ${perSecond.toFixed(1)}/s${times}  ${refusals} refused  ${errors} errors\n`,
  );
}

function summary({
  seconds,
  logins,
  left,
  operations,
  done,
  refusals,
  errors,
  perSecond,
  latency,
}: CrowdFigures): string {
  const times =
    latency === null ? '' : `, median ${latency.p50.toFixed(1)} ms, 99th percentile ${latency.p99.toFixed(1)} ms`;
  return `\
${operations} operations in ${seconds.toFixed(1)} s: ${perSecond.toFixed(1)}/s${times}
  ${done.balance} balances, ${done.deposit} deposits, ${done.withdraw} withdrawals, ${done.transfer} transfers, ${refusals} refused
  ${logins} log-ins, ${left} left with their final balance, ${errors} errors
`;
}
