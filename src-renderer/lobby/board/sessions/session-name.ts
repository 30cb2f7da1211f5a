import type { SessionView } from '../../../../src-main/contract/board.ts';
import type { Language } from '../../../ui/language/language.ts';
import { machineNameOf } from '../../../ui/language/machine-name.ts';
import { masked } from '../history.ts';

/** `#7`: the session's place among the connections of this run of the bank, with which its id ends. */
export function sessionNumber(id: string, language: Language): string {
  return `#${language.digits(id.slice(id.lastIndexOf('-') + 1))}`;
}

type Named = Pick<SessionView, 'id' | 'terminal' | 'account'>;

/** `ATM 1 · ··98`: the client's own name, or its number where it has none, and whose session it is. */
export function sessionName({ id, terminal, account }: Named, mask: boolean, language: Language): string {
  const who = terminal === null ? sessionNumber(id, language) : machineNameOf(terminal, language);
  const whose = account === null ? language.strings.lobby.notLoggedIn : ordered(shownAccount(account, mask, language));
  return `${terminal === null ? ordered(who) : who} · ${whose}`;
}

/** Who the client says that it is, as people of the language write it; else where it comes from. */
export function clientName({ terminal, peer }: Pick<SessionView, 'terminal' | 'peer'>, language: Language): string {
  return terminal === null ? peer : machineNameOf(terminal, language);
}

/** An account's number, masked where that is chosen, in the digits of the language. */
export function shownAccount(account: string, mask: boolean, language: Language): string {
  return language.digits(masked(account, mask));
}

/** All that is told of a session while it is pointed at. */
export function sessionReading(session: SessionView, mask: boolean, language: Language): string {
  const words = language.strings.lobby;
  const parts = [
    sessionNumber(session.id, language),
    sessionName(session, mask, language),
    words.protocols[session.protocol].name,
    words.lane(language.number(session.thread + 1)),
    words.operationCount(session.operations, language.number(session.operations)),
    words.sinceTime(language.time(session.since)),
  ];
  // A session without a name of its own is named by its number.
  return (session.terminal === null ? parts.slice(1) : [ordered(parts[0] ?? ''), ...parts.slice(1)]).join(' · ');
}

/** In one order whatever the direction of the words around it. */
function ordered(text: string): string {
  return `\u2066${text}\u2069`;
}
