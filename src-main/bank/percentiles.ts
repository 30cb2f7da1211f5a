import type { Board } from '../contract/board.ts';

/** @param latencies ms, in any order @returns null of none */
export function percentiles(latencies: readonly number[]): Board['latency'] {
  if (latencies.length === 0) return null;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { p50: at(0.5), p99: at(0.99) };
}
