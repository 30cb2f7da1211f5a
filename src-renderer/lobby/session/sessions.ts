import type { EndedSession, SessionDetail } from '../../../src-main/contract/board.ts';
import type { WindowBridge } from '../../../src-main/contract/windows.ts';

/** What can be asked of the bank's sessions; each rejects with a Failure that can be shown. */
export interface Sessions {
  /** null: not known, or not any more. */
  detail(id: string): Promise<SessionDetail | null>;
  /** Newest first. */
  ended(): Promise<readonly EndedSession[]>;
}

export function sessionsOf(bridge: WindowBridge): Sessions {
  return {
    detail: (id) => bridge.call('bank.session', { id }),
    ended: () => bridge.call('bank.ended-sessions', {}),
  };
}
