import { LOOPBACK } from '../addresses.ts';
import { parseCassettes } from '../atm/cash/cassette.ts';
import type { BankEndpoint, TlsOptions } from '../atm/terminal.ts';
import { openTerminal } from '../atm/terminal-client.ts';
import { Dialogue } from '../atm/text/dialogue.ts';
import { LineInput } from '../atm/text/line-input.ts';
import { parseFingerprint, parseOptions, wholeNumber } from '../command-line.ts';
import { type HostAndPort, parseHostAndPort } from '../contract/addresses/host-and-port.ts';
import { TERMINAL_PORT } from '../contract/addresses/other-banks.ts';
import { UsageFailure } from '../contract/failure.ts';
import { openDataFolder } from '../data-folder.ts';
import type { Door } from './door.ts';

const HELP = `Usage: npm run lobby -- atm [options]

An ATM in the terminal: log in, see the balance, deposit, withdraw, transfer, leave. It also takes
its answers from a pipe, one a line, and then prints no menu but what was answered:

  printf '1998\\n998\\n1\\n7\\n' | npm run lobby -- atm

The choices: 1 balance, 2 deposit, 3 withdraw, 4 transfer, 5 statement, 6 change PIN, 7 leave.

  --bank LIST        banks on the same books, tried in this order: a:9998,b:9998; one that is lost is
                     left for the next, which is asked again for what is under way
  --host H           the bank's address (default: 127.0.0.1)
  --port P           its terminal port (default: 9998)
  --data DIR         where this ATM keeps its journal and its cassettes
                     (default: the same folder as the app)
  --name NAME        what the machine is called (default: ATM)
  --cassettes LIST   put these notes in first: 100:20,50:10 is 20 notes of $100 and 10 of $50;
                     in 50:10/8 two of the ten are missing, as after a wrong count
  --tls              the bank's port speaks TLS, with a certificate that this system trusts
  --fingerprint HEX  the same with the bank's own certificate, by the SHA-256 that the bank shows

Exit codes: 0 left, or the input ended before a log-in, 1 the bank could not be reached, the
log-in failed or the session was lost (from a pipe; in a terminal you are asked again),
2 wrong usage.
`;

export const door: Door = {
  name: 'atm',
  summary: 'an ATM in the terminal',
  help: HELP,
  async run(argv) {
    const { values } = parseOptions('atm', argv, {
      bank: { type: 'string' },
      host: { type: 'string' },
      port: { type: 'string' },
      data: { type: 'string' },
      name: { type: 'string', default: 'ATM' },
      cassettes: { type: 'string' },
      tls: { type: 'boolean', default: false },
      fingerprint: { type: 'string' },
    });
    if (values.name.length < 1 || values.name.length > 60) throw new UsageFailure('--name takes 1 to 60 characters.');
    const cassettes = values.cassettes === undefined ? undefined : parseCassettes(values.cassettes);
    if (cassettes === undefined && values.cassettes !== undefined) {
      throw new UsageFailure(`--cassettes takes a list like 100:20,50:10, not '${values.cassettes}'.`);
    }
    const tls = tlsOptions(values.tls, values.fingerprint);
    // What is said of certificates is said of all banks.
    const endpoint = (bank: HostAndPort): BankEndpoint => (tls === undefined ? bank : { ...bank, tls });
    const [bank, ...others] = banksOf(values);
    const { atm: folder } = openDataFolder(values.data);
    const terminal = openTerminal({
      ...endpoint(bank),
      others: others.map(endpoint),
      folder,
      name: values.name,
    });
    const input = new LineInput(process.stdin, process.stdout);
    try {
      if (cassettes !== undefined) terminal.replenish(cassettes);
      await new Dialogue(terminal, input, (line) => process.stdout.write(`${line}\n`)).run();
      return 0;
    } finally {
      input.close();
      await terminal.close();
    }
  },
};

/** At least one. @throws UsageFailure */
function banksOf(values: {
  readonly bank?: string | undefined;
  readonly host?: string | undefined;
  readonly port?: string | undefined;
}): readonly [HostAndPort, ...HostAndPort[]] {
  const { bank, host = LOOPBACK, port = String(TERMINAL_PORT) } = values;
  if (bank === undefined) return [{ host, port: wholeNumber('port', port, 1, 65_535) }];
  if (values.host !== undefined || values.port !== undefined) {
    throw new UsageFailure('--bank names hosts and ports: --host and --port have no place beside it.');
  }
  const [first, ...others] = bank.split(',').map((text) => {
    const address = parseHostAndPort(text, TERMINAL_PORT);
    if (address === undefined) throw new UsageFailure(`--bank takes a list like a:9998,b:9998, not '${bank}'.`);
    return address;
  });
  if (first === undefined) throw new Error('a split text has a part');
  return [first, ...others];
}

/** @throws UsageFailure */
function tlsOptions(plain: boolean, fingerprint: string | undefined): TlsOptions | undefined {
  if (fingerprint === undefined) return plain ? {} : undefined;
  return { fingerprint: parseFingerprint(fingerprint) };
}
