import type { TraceReport } from '../../contract/trace/trace.ts';
import { TraceMemory, type TraceView } from '../../contract/trace/trace-memory.ts';
import { SampleSize } from './sample.ts';
import { traceNow } from './trace-clock.ts';
import { type SessionRecord, TraceJoiner } from './trace-joiner.ts';
import { decodeRecord, type TraceRecord } from './trace-records.ts';
import type { TraceRing } from './trace-ring.ts';

/** How often the rings are read, ms. */
const READ_MS = 100;

/** The ring of one session thread. */
export interface ThreadTrace {
  /** Index of the thread. */
  readonly thread: number;
  readonly ring: TraceRing;
}

/** Gives the current rings: a thread that replaced a dead one has another. */
export interface TraceSource {
  threads(): readonly ThreadTrace[];
  ledger(): TraceRing;
}

export interface TraceListener {
  /** Whether every request is wanted, or as many as can be shown. */
  readonly all: boolean;
  readonly report: (report: TraceReport) => void;
}

/** Reads the rings while somebody listens; nothing is traced while nobody does. */
export class TraceFeed {
  readonly #source: TraceSource;
  readonly #listeners = new Set<TraceListener>();
  /** ms since the epoch when the watch began; no two watches have the same. */
  #origin = 0;
  #joiner = new TraceJoiner(0);
  #memory = new TraceMemory();
  #size = new SampleSize();
  /** When the rings were read, ms of the trace clock. */
  #readAt = 0;
  /** Rings that are written for this watch. */
  #rings = new Set<TraceRing>();
  #watch = 0;
  #timer: NodeJS.Timeout | undefined;
  #followed = 0;

  constructor(source: TraceSource) {
    this.#source = source;
  }

  /** What was traced in the last minute of the watch. */
  get memory(): TraceView {
    return this.#memory;
  }

  /** A listener that joins others gets what is remembered first. @returns stops it, after a last report */
  listen(listener: TraceListener): () => void {
    if (this.#listeners.size === 0) this.#start();
    else listener.report(this.#memory.report());
    this.#listeners.add(listener);
    this.#limit();
    return () => {
      if (!this.#listeners.has(listener)) return;
      this.#read();
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stop();
      else this.#limit();
    };
  }

  /** Traces one session whatever else is done. @param session its number; 0: none */
  follow(session: number): void {
    this.#followed = session;
    for (const ring of this.#rings) ring.follow(session);
  }

  /** Reports what is left, and stops. */
  close(): void {
    if (this.#listeners.size === 0) return;
    this.#read();
    this.#listeners.clear();
    this.#stop();
  }

  #start(): void {
    this.#watch += 1;
    this.#origin = Math.max(Date.now(), this.#origin + 1);
    this.#joiner = new TraceJoiner(traceNow());
    this.#memory = new TraceMemory();
    this.#size = new SampleSize();
    this.#readAt = traceNow();
    this.#startRings();
    this.#timer = setInterval(() => this.#read(), READ_MS);
  }

  #stop(): void {
    clearInterval(this.#timer);
    for (const ring of this.#rings) ring.stop();
    this.#rings = new Set();
    this.#followed = 0;
  }

  #limit(): void {
    const budget = this.#budget;
    for (const ring of this.#rings) ring.limit(budget);
  }

  /** Requests a second of each thread; 0: all. */
  get #budget(): number {
    for (const { all } of this.#listeners) if (all) return 0;
    return Math.ceil(this.#size.perSecond / Math.max(1, this.#source.threads().length));
  }

  /** @returns the rings of now, each being written */
  #startRings(): { readonly threads: readonly ThreadTrace[]; readonly ledger: TraceRing } {
    const threads = this.#source.threads();
    const ledger = this.#source.ledger();
    const rings = new Set([...threads.map(({ ring }) => ring), ledger]);
    for (const ring of rings) {
      if (this.#rings.has(ring)) continue;
      ring.start(this.#watch, this.#budget);
      ring.follow(this.#followed);
    }
    this.#rings = rings;
    return { threads, ledger };
  }

  #read(): void {
    const { threads, ledger } = this.#startRings();
    const until = traceNow();
    let skipped = 0;
    let dropped = 0;
    const recordsOf = (ring: TraceRing): TraceRecord[] => {
      const records: TraceRecord[] = [];
      const read = ring.read((record) => records.push(decodeRecord(record)));
      skipped += read.skipped;
      dropped += read.dropped;
      return records;
    };
    const written = threads.map(({ thread, ring }) => ({ thread, records: recordsOf(ring) as SessionRecord[] }));
    const batches = recordsOf(ledger).filter((record) => record.type === 'batch');
    const report = { origin: this.#origin, ...this.#joiner.join(written, batches, until), skipped, dropped };
    this.#memory.add(report);
    const traced = report.chunks.reduce((sum, { direction }) => sum + (direction === 'in' ? 1 : 0), 0);
    this.#size.count(traced + skipped, until - this.#readAt);
    this.#readAt = until;
    this.#limit();
    for (const listener of this.#listeners) listener.report(report);
  }
}
