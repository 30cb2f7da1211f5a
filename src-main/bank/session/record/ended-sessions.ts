import { type EndedSession, type SessionDetail, sessionDetailSchema } from '../../../contract/board.ts';
import { isCrowdAccount } from '../../../contract/crowd.ts';
import { ENDED_SESSIONS } from '../../../contract/limits.ts';
import type { SessionRecord } from './session-record.ts';

/** Memory for the details of ended sessions of one kind. */
export const ENDED_BYTES = 16_777_216;

/** An ended session as its thread hands it over: what a list shows, and all the rest as JSON in UTF-8. */
export interface KeptSession {
  readonly view: EndedSession;
  readonly detail: Uint8Array<ArrayBuffer>;
}

/** @param ended when its connection was gone, ms since the epoch */
export function keptSession(record: SessionRecord, ended: number): KeptSession {
  const detail = record.detail(ended);
  return {
    view: { ...detail.session, ended, wrote: record.wrote },
    detail: new TextEncoder().encode(JSON.stringify(detail)),
  };
}

/**
 * The sessions that ended last, of each kind the newest 200, as many as fit into 16 MiB: those that a customer was logged
 * in to, those of the crowd, and those in which nobody logged in. So neither a crowd that leaves nor somebody who connects
 * again and again without a PIN pushes out those that somebody looks for.
 */
export class EndedSessions {
  readonly #customers = new Shelf();
  readonly #crowd = new Shelf();
  readonly #strangers = new Shelf();
  readonly #shelves = [this.#customers, this.#crowd, this.#strangers];

  /** One that is there already is replaced: the ledger may have answered after its connection was gone. */
  add(session: KeptSession): void {
    this.#shelfOf(session.view).add(session);
  }

  #shelfOf({ account }: EndedSession): Shelf {
    if (account === null) return this.#strangers;
    return isCrowdAccount(account) ? this.#crowd : this.#customers;
  }

  /** Newest first. */
  list(): EndedSession[] {
    return this.#shelves.flatMap((shelf) => shelf.views()).sort((one, other) => other.ended - one.ended);
  }

  detail(id: string): SessionDetail | null {
    const found = this.#shelves.map((shelf) => shelf.get(id)).find((session) => session !== undefined);
    return found === undefined ? null : sessionDetailSchema.parse(JSON.parse(new TextDecoder().decode(found.detail)));
  }

  /** What their details take. */
  get bytes(): number {
    return this.#shelves.reduce((sum, shelf) => sum + shelf.bytes, 0);
  }
}

/** The newest sessions of one kind, oldest first. */
class Shelf {
  readonly #sessions = new Map<string, KeptSession>();
  bytes = 0;

  add(session: KeptSession): void {
    this.#drop(session.view.id);
    this.#sessions.set(session.view.id, session);
    this.bytes += session.detail.byteLength;
    for (const id of this.#sessions.keys()) {
      if (this.#sessions.size <= ENDED_SESSIONS && this.bytes <= ENDED_BYTES) return;
      this.#drop(id);
    }
  }

  get(id: string): KeptSession | undefined {
    return this.#sessions.get(id);
  }

  views(): EndedSession[] {
    return [...this.#sessions.values()].map(({ view }) => view);
  }

  #drop(id: string): void {
    this.bytes -= this.#sessions.get(id)?.detail.byteLength ?? 0;
    this.#sessions.delete(id);
  }
}
