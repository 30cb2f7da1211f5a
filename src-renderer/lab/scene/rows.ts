import type { TraceView } from '../../../src-main/contract/trace/trace-memory.ts';
import type { Band, BandName, Row, Scene } from './scene.ts';

const AXIS_HEIGHT = 24;
const GAP = 10;
const ROW_HEIGHT = 20;
/** More sessions than have so many pixels each are folded. */
const LEAST_ROW = 12;
const LANE_HEIGHT = 22;

export function threadsOf({ sessions }: TraceView): readonly number[] {
  return [...new Set([...sessions.values()].map(({ thread }) => thread))].sort((a, b) => a - b);
}

export function bandsOf(height: number, threads: number): Readonly<Record<BandName, Band>> {
  const lanes = Math.max(1, threads) * LANE_HEIGHT;
  const room = Math.max(120, height - AXIS_HEIGHT - lanes - 5 * GAP);
  const parts = { wire: 0.46, queue: 0.16, ledger: 0.26, journal: 0.12 };
  let y = AXIS_HEIGHT;
  const band = (size: number): Band => {
    const placed = { y, height: size };
    y += size + GAP;
    return placed;
  };
  return {
    wire: band(room * parts.wire),
    threads: band(lanes),
    queue: band(room * parts.queue),
    ledger: band(room * parts.ledger),
    journal: band(room * parts.journal),
  };
}

/** A row for each session that said or heard something; where they are too many, one for each thread. */
export function rowsOf(
  { sessions }: TraceView,
  active: readonly number[],
  bands: Scene['bands'],
  threads: readonly number[],
  own: number | null,
): readonly Row[] {
  const lanes = threads.map((thread, index): Row => {
    const y = bands.threads.y + index * LANE_HEIGHT;
    return { band: 'threads', y, height: LANE_HEIGHT - 4, thread, session: null, sessions: 0 };
  });
  const seen = [...new Set(active)].filter((number) => sessions.has(number)).sort((a, b) => a - b);
  const room = Math.max(1, Math.floor(bands.wire.height / LEAST_ROW));
  const folds = seen.length > room;
  const single = folds ? seen.filter((number) => number === own) : seen;
  const rest = folds ? threads : [];
  const all = [
    ...single.map((session) => ({ session, thread: sessions.get(session)?.thread ?? 0, sessions: 1 })),
    ...rest.map((thread) => ({
      session: null,
      thread,
      sessions: seen.filter((number) => sessions.get(number)?.thread === thread).length,
    })),
  ];
  // Folded rows share the room: the more of it, the better their sessions are told apart.
  const share = bands.wire.height / Math.max(1, all.length);
  const height = folds ? share : Math.min(ROW_HEIGHT, share);
  return [
    ...all.map((row, index): Row => ({ band: 'wire', y: bands.wire.y + index * height, height: height - 3, ...row })),
    ...lanes,
  ];
}
