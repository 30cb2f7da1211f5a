import { useCallback, useEffect, useRef, useState } from 'react';
import type { TraceReport } from '../../src-main/contract/trace/trace.ts';
import { TraceMemory, type TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import type { WindowBridge } from '../../src-main/contract/windows.ts';
import { useVisible } from '../ui/use-visible.ts';

export interface Traces {
  /** What the words and tables show: new four times a second, and only while time goes on. */
  readonly snapshot: TraceView;
  /** What the picture shows at this moment, and what an export takes. */
  readonly look: () => { readonly view: TraceView; readonly now: number; readonly report: () => TraceReport };
}

/** How often words and tables change, ms. */
const WORDS_MS = 250;
/** How far the picture is behind the bank, ms: reports come ten times a second, and it moves on evenly. */
const BEHIND_MS = 200;

/**
 * The bank's traces. A window that nobody sees does not make the bank work for it; what stands still is kept as it was,
 * however long it is looked at.
 */
export function useTraces(bridge: WindowBridge, connected: boolean, live: boolean): Traces {
  const memory = useRef(new TraceMemory());
  /** When the newest report came, by this page's clock. */
  const heardAt = useRef(0);
  const frozen = useRef<TraceMemory | null>(null);
  const [snapshot, setSnapshot] = useState<TraceView>(() => new TraceMemory());
  const visible = useVisible();

  useEffect(() => {
    if (!connected || !visible) return undefined;
    const stop = bridge.on('bank.traces', (report) => {
      memory.current.add(report);
      heardAt.current = performance.now();
    });
    bridge.call('traces.watch', { on: true }).catch(() => undefined);
    return () => {
      stop();
      bridge.call('traces.watch', { on: false }).catch(() => undefined);
    };
  }, [bridge, connected, visible]);

  useEffect(() => {
    const show = () => setSnapshot(memory.current.glance());
    if (!live) {
      frozen.current = memory.current.copy();
      setSnapshot(frozen.current);
      return undefined;
    }
    frozen.current = null;
    show();
    const timer = setInterval(show, WORDS_MS);
    return () => clearInterval(timer);
  }, [live]);

  const look = useCallback(() => {
    const view = frozen.current ?? memory.current;
    const passed = performance.now() - heardAt.current;
    // While reports come, time goes on between them; when they stop, it does too.
    const now = frozen.current === null ? view.at + Math.min(passed, 1_000) * 1_000 - BEHIND_MS * 1_000 : view.at;
    return { view, now, report: () => view.report() };
  }, []);
  return { snapshot, look };
}
