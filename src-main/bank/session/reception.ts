import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { hostAndPort, isLoopback } from '../../addresses.ts';
import type { ProtocolName } from '../../contract/protocols.ts';
import type { AccountNumber } from '../ledger/request.ts';
import { AccountSessions } from './account-sessions.ts';
import { Admissions, peerOf } from './admissions.ts';
import type { Arrival } from './arrival.ts';
import type { SessionLimits } from './session-limits.ts';

/** Where accepted connections become sessions. */
export interface Adopter {
  /** @param gone called when the session is gone */
  adopt(socket: Socket, arrival: Arrival, gone: () => void): void;
}

/** Decides what becomes of each accepted connection, and which sessions an account takes. */
export class Reception {
  readonly #admissions: Admissions;
  readonly #accounts: AccountSessions;
  /** Called when a session comes or goes. */
  readonly #changed: () => void;
  /** Session ids begin with it: no two banks, and no two runs of one, have the same. */
  readonly #run = randomBytes(6).toString('hex');
  #accepted = 0;

  constructor(limits: SessionLimits, changed: () => void) {
    this.#admissions = new Admissions(limits);
    this.#accounts = new AccountSessions(limits.accountSessions);
    this.#changed = changed;
  }

  /** Connections that became sessions, if only to be refused. */
  get accepted(): number {
    return this.#accepted;
  }

  accept(socket: Socket, protocol: ProtocolName, adopter: Adopter): void {
    const admission = this.#admissions.admit(socket.remoteAddress);
    if (admission.verdict === 'cut') {
      socket.destroy();
      return;
    }
    const refused = admission.verdict === 'admitted' ? null : admission.verdict;
    const peer = hostAndPort({ host: socket.remoteAddress ?? '', port: socket.remotePort ?? 0 });
    const host = peerOf(socket.remoteAddress ?? '');
    const number = ++this.#accepted;
    const id = `${this.#run}-${number}`;
    adopter.adopt(socket, { id, number, protocol, peer, host, local: isLoopback(host), refused }, () => {
      admission.leave();
      this.#accounts.leave(id);
      this.#changed();
    });
    this.#changed();
  }

  /** @returns whether the account has room for the session */
  enter(session: string, account: AccountNumber): boolean {
    return this.#accounts.enter(session, account);
  }
}
