import type { Socket } from 'node:net';
import type { ProtocolName } from '../../contract/protocols.ts';

/** What is known of a connection when it is accepted. */
export interface Arrival {
  /** Unique over all sessions of all banks. */
  readonly id: string;
  /** Its place among the connections of this run of the bank: 1, 2, 3, … */
  readonly number: number;
  readonly protocol: ProtocolName;
  /** Address and port. */
  readonly peer: string;
  /** The address that the peer is counted by. */
  readonly host: string;
  /** Whether the peer is connected over loopback. */
  readonly local: boolean;
  /** There is no room, in the bank or for one more of this peer: say so and close. */
  readonly refused: 'full' | 'peer-full' | null;
}

/** Makes the socket of a session, paused. @param received is called with all that comes; good until it returns */
export type Connect = (received: (chunk: Buffer) => void) => Socket;
