import { PROTOCOLS } from '../../shared/protocols.mjs';

export { PROTOCOLS };
/** One row of the table of protocols. */
export type Protocol = (typeof PROTOCOLS)[number];
export type ProtocolName = Protocol['name'];

/** Something for each protocol. */
export type PerProtocol<Value> = { readonly [Name in ProtocolName]: Value };

export const PROTOCOL_NAMES: readonly ProtocolName[] = PROTOCOLS.map(({ name }) => name);

const ROWS = new Map<ProtocolName, Protocol>(PROTOCOLS.map((row) => [row.name, row]));

/** The protocol's row. */
export function protocolOf(name: ProtocolName): Protocol {
  const row = ROWS.get(name);
  if (row === undefined) throw new TypeError(`there is no protocol '${name}'`);
  return row;
}

/** Makes something for each protocol. */
export function perProtocol<Value>(make: (row: Protocol) => Value): PerProtocol<Value> {
  return Object.fromEntries(PROTOCOLS.map((row) => [row.name, make(row)])) as PerProtocol<Value>;
}

/**
 * Ports to listen on, 0..65535; 0 picks a free one. A protocol that is left out is not opened.
 */
export type Ports = Partial<PerProtocol<number>>;

/** Ports by their rows: a row without one is left out. */
export function portsBy(choose: (row: Protocol) => number | null | undefined): Ports {
  const chosen = PROTOCOLS.flatMap((row) => {
    const port = choose(row);
    return port === null || port === undefined ? [] : [[row.name, port] as const];
  });
  return Object.fromEntries(chosen) as Ports;
}
