import type { PerProtocol } from '../../contract/protocols.ts';
import type { SessionMachine, SessionPort } from './protocol.ts';
import { Teletype } from './teletype/teletype.ts';
import { Terminal } from './terminal/terminal.ts';

/** Makes the machine of one session. */
export const MACHINES: PerProtocol<(port: SessionPort) => SessionMachine> = {
  teletype: (port) => new Teletype(port),
  terminal: (port) => new Terminal(port),
};
