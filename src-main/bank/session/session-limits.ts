import {
  HANDSHAKE_MS,
  HELD_BYTES,
  LINE_MS,
  LOGIN_MS,
  MAX_ACCOUNT_SESSIONS,
  MAX_LOOPBACK_SESSIONS,
  MAX_PEER_SESSIONS,
  MAX_SESSIONS,
  OUTPUT_BYTES,
  OUTPUT_STALL_MS,
  SESSION_IDLE_MS,
  SESSION_WARNING_MS,
  TELETYPE_SILENCE_MS,
} from '../../contract/limits.ts';

/** Session limits that can be overridden at start. */
export interface SessionLimits {
  /** Silence after which a logged-in session ends, ms. */
  readonly idleMs: number;
  /** How long before that a terminal is warned, ms; less than `idleMs`. */
  readonly warningMs: number;
  /** Time from connect to a successful log-in, ms. */
  readonly loginMs: number;
  /** Time from the first byte of a line to its end, ms. */
  readonly lineMs: number;
  /** Silence that ends a teletype answer without a newline, ms. */
  readonly silenceMs: number;
  /** Bytes that may wait for a client to read them. */
  readonly outputBytes: number;
  /** Time that waiting bytes may stand still, ms. */
  readonly outputStallMs: number;
  /** Bytes that all sessions of one thread may hold. */
  readonly heldBytes: number;
  /** Time for a TLS handshake, ms. */
  readonly handshakeMs: number;
  /** Sessions at once over all protocols. */
  readonly sessions: number;
  /** Sessions at once of one peer beyond loopback. */
  readonly peerSessions: number;
  /** Sessions at once that are logged in to one account and told of its changes. */
  readonly accountSessions: number;
  /** Sessions at once from each address of loopback. */
  readonly loopbackSessions: number;
}

export const SESSION_LIMITS: SessionLimits = {
  idleMs: SESSION_IDLE_MS,
  warningMs: SESSION_WARNING_MS,
  loginMs: LOGIN_MS,
  lineMs: LINE_MS,
  silenceMs: TELETYPE_SILENCE_MS,
  outputBytes: OUTPUT_BYTES,
  outputStallMs: OUTPUT_STALL_MS,
  heldBytes: HELD_BYTES,
  handshakeMs: HANDSHAKE_MS,
  sessions: MAX_SESSIONS,
  accountSessions: MAX_ACCOUNT_SESSIONS,
  peerSessions: MAX_PEER_SESSIONS,
  loopbackSessions: MAX_LOOPBACK_SESSIONS,
};
