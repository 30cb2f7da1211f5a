import { closeSync, constants, fstatSync, ftruncateSync, openSync, writeSync } from 'node:fs';
import { Failure } from '../contract/failure.ts';
import { type ChromeEvent, ChromeTrace, chromeLine } from '../contract/trace/export/chrome-trace.ts';
import type { TraceReport } from '../contract/trace/trace.ts';

/** What is there stays until the run has begun: it may be the trace of a bank that has the data folder. */
const OPEN = constants.O_WRONLY | constants.O_CREAT;

/**
 * All requests of a run as Chrome trace events, written as they come. The array of the file is closed at the end; a
 * reader of the format takes it without its end too, as it is after a crash.
 */
export class TraceFile {
  readonly #path: string;
  readonly #trace = new ChromeTrace();
  readonly #file: number;
  /** The code of the write that failed: nothing is written after it. */
  #fault: string | undefined;
  #dropped = 0;
  #first = true;

  /** @throws Failure `report_not_written` */
  constructor(path: string) {
    this.#path = path;
    try {
      // For the owner only: it names accounts and tells balances.
      this.#file = openSync(path, OPEN, 0o600);
    } catch (cause) {
      throw new Failure(
        'report_not_written',
        `The trace ${path} can't be written (${codeOf(cause)}). Name a file in a folder that you may write to.`,
        { cause },
      );
    }
  }

  /** Takes the place of what was in the file. To be called once, before the first `add`. */
  begin(): void {
    // A pipe has nothing that could be taken out.
    if (fstatSync(this.#file).isFile()) ftruncateSync(this.#file);
    this.#write('[\n');
    this.#add(this.#trace.begin());
  }

  add(report: TraceReport): void {
    this.#dropped += report.dropped;
    this.#add(this.#trace.events(report));
  }

  /** @returns sentences to show: what is missing from the file, and why */
  close(): readonly string[] {
    this.#add(this.#trace.rest());
    this.#write('\n]\n');
    closeSync(this.#file);
    if (this.#fault !== undefined) {
      return [`The trace ${this.#path} ends early: it could not be written (${this.#fault}). The bank ran on.`];
    }
    return this.#dropped === 0
      ? []
      : [
          `${this.#dropped} records are missing from the trace ${this.#path}: they came faster than they could be read.`,
        ];
  }

  #add(events: readonly ChromeEvent[]): void {
    if (events.length === 0) return;
    let text = '';
    for (const event of events) {
      text += chromeLine(event, this.#first);
      this.#first = false;
    }
    this.#write(text);
  }

  #write(text: string): void {
    if (this.#fault !== undefined) return;
    const bytes = Buffer.from(text, 'utf8');
    try {
      for (let place = 0; place < bytes.length; ) place += writeSync(this.#file, bytes, place);
    } catch (error) {
      this.#fault = codeOf(error);
    }
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unwritable';
}
