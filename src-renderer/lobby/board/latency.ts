import type { Board } from '../../../src-main/contract/board.ts';
import type { Language } from '../../ui/language/language.ts';

/** The two latencies of a board in words. */
export function latencyWords({ p50, p99 }: NonNullable<Board['latency']>, language: Language): string {
  return language.strings.lobby.both(medianWords(p50, language), tailWords(p99, language));
}

/** @param ms the median */
export function medianWords(ms: number, language: Language): string {
  return language.strings.lobby.p50(language.number(ms, 1));
}

/** @param ms the 99th percentile */
export function tailWords(ms: number, language: Language): string {
  return language.strings.lobby.p99(language.number(99), language.number(ms, 1));
}
