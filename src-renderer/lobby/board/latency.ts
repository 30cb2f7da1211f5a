import type { Board } from '../../../src-main/contract/board.ts';
import type { Language } from '../../ui/language/language.ts';

/** The two latencies of a board in words. */
export function latencyWords({ p50, p99 }: NonNullable<Board['latency']>, language: Language) {
  const words = language.strings.lobby;
  const half = words.p50(language.number(p50, 1));
  const nearlyAll = words.p99(language.number(99), language.number(p99, 1));
  return { half, nearlyAll, both: words.both(half, nearlyAll) };
}
