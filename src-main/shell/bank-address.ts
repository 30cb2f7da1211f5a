import { isLoopback, LOOPBACK } from '../addresses.ts';
import type { BankEndpoint } from '../atm/terminal.ts';
import type { BankStatus } from '../contract/board.ts';
import { type Ports, PROTOCOLS, portsBy } from '../contract/protocols.ts';
import type { Settings } from '../contract/settings.ts';

const ALL_ADDRESSES = '0.0.0.0';

/** Where the bank is to listen by the command line; what is undefined is taken from the settings. */
export interface BankAddress {
  readonly host?: string | undefined;
  readonly ports?: Ports | undefined;
}

/** The bank's settings, with what the command line puts before them. */
export function wantedBank(settings: Settings['bank'], { host, ports = {} }: BankAddress): Settings['bank'] {
  const given = PROTOCOLS.flatMap(({ name, setting }) => (name in ports ? [[setting, ports[name]] as const] : []));
  const network = host === undefined ? settings.network : !isLoopback(host);
  return { ...settings, ...Object.fromEntries(given), network };
}

/** Where the bank listens: what the command line says, else the settings. */
export function listenAddress(settings: Settings['bank'], commandLine: BankAddress): { host: string; ports: Ports } {
  const wanted = wantedBank(settings, commandLine);
  return {
    host: commandLine.host ?? (wanted.network ? ALL_ADDRESSES : LOOPBACK),
    ports: portsBy(({ setting }) => wanted[setting]),
  };
}

/** The address at which this machine reaches what listens on `host`. */
export function near(host: string): string {
  return host === ALL_ADDRESSES || host === '::' ? LOOPBACK : host;
}

/** Where the bank's ATMs connect to. @returns null where the bank doesn't speak the terminal protocol */
export function atmTargetOf(bank: Extract<BankStatus, { state: 'listening' }>): BankEndpoint | null {
  const { terminal } = bank.ports;
  if (terminal === undefined) return null;
  const at = { host: near(terminal.host), port: terminal.port };
  return bank.fingerprint === null ? at : { ...at, tls: { fingerprint: bank.fingerprint } };
}
