import { LAB_TERMINAL, type TraceSession } from '../../src-main/contract/trace/trace.ts';
import type { TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import type { Language } from '../ui/language/language.ts';
import type { Lettering } from './scene/palette.ts';

/** A length of time in the unit that suits it: `2.31 ms`. */
export function microsWords(language: Language, micros: number): string {
  const { units } = language.strings.lab;
  const size = Math.abs(micros);
  if (size < 1_000) return units.micros(language.number(micros, size < 100 && micros % 1 !== 0 ? 1 : 0));
  if (size < 1_000_000) return units.millis(language.number(micros / 1_000, size < 100_000 ? 2 : 0));
  return units.seconds(language.number(micros / 1_000_000, 2));
}

/** The last two digits of an account, in one order whatever the words around it. */
export function shortAccount(language: Language, account: string): string {
  return `\u2066··${language.digits(account.slice(-2))}\u2069`;
}

export function accountWords(language: Language, account: string, mask: boolean): string {
  return mask ? shortAccount(language, account) : language.digits(account);
}

/** `ATM 1 · ··98`: the client's own name, or its number where it has none. */
export function sessionName(language: Language, session: TraceSession | undefined, number: number): string {
  const words = language.strings.lab;
  const own = session?.terminal === LAB_TERMINAL ? words.thisLab : session?.terminal;
  const name = own ?? words.session(language.number(number));
  return session?.account == null ? name : `${name} ${shortAccount(language, session.account)}`;
}

/**
 * What the picture says, for a view whose newest time is `to`.
 * @param live false: time stands still, and its newest moment is told by the clock: it may be long ago
 */
export function letteringOf(language: Language, live: boolean): (view: TraceView, to: number) => Lettering {
  const words = language.strings.lab;
  return ({ sessions, origin }, to) => ({
    bands: words.bands,
    rowOf(row) {
      if (row.band === 'threads') return words.thread(language.number(row.thread + 1));
      if (row.session !== null) return sessionName(language, sessions.get(row.session), row.session);
      const count = language.strings.lobby.sessionCount(row.sessions, language.number(row.sessions));
      return `${words.thread(language.number(row.thread + 1))} · ${count}`;
    },
    markOf(micros, step) {
      const before = to - micros;
      if (before < step / 100) return live ? words.now : language.exactTime(origin + to / 1_000);
      return `\u2212${microsWords(language, before)}`;
    },
    deepest: (depth) => words.deepest(language.number(depth)),
    commit: (commit, size) =>
      commit === null ? words.readBatch(language.number(size)) : words.commit(language.number(commit)),
    sequence: (sequence) => language.number(sequence),
    direction: language.direction,
  });
}
