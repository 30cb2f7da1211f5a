import type { LinkFailure } from '../atm/connection/bank-failure.ts';
import type { CrowdRequest } from './client-funds.ts';

/** One logged-in connection to the bank, in either protocol. */
export interface Caller {
  /** @throws LinkFailure if the connection is lost before the reply: the outcome is unknown. */
  perform(request: CrowdRequest): Promise<'done' | 'refused'>;
  /** Ends the session as a customer does, with the final balance. @throws LinkFailure */
  leave(): Promise<void>;
  /** Cuts the connection. */
  close(): void;
}

/** Told when a connection that was open is gone, for whatever reason. */
export type Gone = (failure: LinkFailure) => void;
