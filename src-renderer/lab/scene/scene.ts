import type { Part } from '../story.ts';

/** What is drawn, in CSS pixels of the canvas. All of it is made of the trace by layout.ts and painted by paint.ts. */
export interface Scene {
  readonly width: number;
  readonly height: number;
  /** Where the plot is across; the rest has the names of rows. */
  readonly plot: { readonly x: number; readonly width: number };
  readonly bands: Readonly<Record<BandName, Band>>;
  readonly marks: readonly { readonly x: number; readonly micros: number }[];
  /** µs between marks. */
  readonly step: number;
  readonly rows: readonly Row[];
  readonly ticks: readonly Tick[];
  readonly spans: readonly Span[];
  readonly steps: readonly { readonly x: number; readonly y: number }[];
  /** The largest depth that is in sight. */
  readonly deepest: number;
  readonly blocks: readonly Block[];
  readonly cells: readonly Cell[];
  readonly brackets: readonly { readonly x: number; readonly y0: number; readonly y1: number }[];
  readonly records: readonly JournalMark[];
}

/** What of a scene stands still while time goes on. */
export type Frame = Pick<Scene, 'width' | 'height' | 'plot' | 'bands' | 'marks' | 'step' | 'rows' | 'deepest'>;

export const BAND_NAMES = ['wire', 'threads', 'queue', 'ledger', 'journal'] as const;
export type BandName = (typeof BAND_NAMES)[number];

export interface Band {
  readonly y: number;
  readonly height: number;
}

/** A row of the wire, for a session or, where there are too many, for all of a thread; or a thread's lane. */
export interface Row {
  readonly band: 'wire' | 'threads';
  readonly y: number;
  readonly height: number;
  readonly thread: number;
  /** null: all sessions of the thread. */
  readonly session: number | null;
  readonly sessions: number;
}

interface OfRequest {
  /** null: not traced, or of no request. */
  readonly request: number | null;
  readonly session: number | null;
  readonly look: Look;
}

export type Look = 'plain' | 'refused' | 'unknown' | 'pending';

export interface Tick extends OfRequest {
  readonly x: number;
  readonly y: number;
  readonly height: number;
  readonly out: boolean;
  readonly hollow: boolean;
}

export interface Span extends OfRequest {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly work: boolean;
}

export interface Block {
  readonly batch: number;
  readonly x: number;
  readonly width: number;
  /** Where the disk begins. */
  readonly disk: number;
  readonly y: number;
  readonly height: number;
  readonly commit: number | null;
  readonly size: number;
}

export interface Cell extends OfRequest {
  readonly x: number;
  readonly width: number;
  readonly y: number;
  readonly height: number;
  readonly op: string;
}

export interface JournalMark extends OfRequest {
  readonly x: number;
  readonly y: number;
  readonly sequence: number;
}

/** The way of one request through the bands. */
export interface Thread {
  readonly request: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  /** Its parts, where there is room for their names. */
  readonly parts: readonly (Part & { readonly x: number; readonly width: number })[];
}
