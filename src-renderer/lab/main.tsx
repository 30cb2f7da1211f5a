import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { BankStatus } from '../../src-main/contract/board.ts';
import { type FailureFields, failureFields } from '../../src-main/contract/failure.ts';
import { chromeTraceFile } from '../../src-main/contract/trace/export/chrome-trace.ts';
import { pcapngName, pcapngOf } from '../../src-main/contract/trace/export/pcapng.ts';
import { runHistory } from '../../src-main/contract/trace/export/run-history.ts';
import { requestOf } from '../../src-main/contract/trace/trace-memory.ts';
import { getBridge } from '../bridge/bridge.ts';
import { download } from '../ui/controls/download.ts';
import type { View } from '../ui/controls/view-choice.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { useStable } from '../ui/use-stable.ts';
import { freeze, goLive, pan, type Stretch, zoom } from './axis.ts';
import type { ExportFormat } from './export-choice.tsx';
import { byReceipt, type Filter, filterOf, receiptIn } from './filter.ts';
import { Lab } from './lab.tsx';
import './lab.css';
import { FIRST_STATE, type LabState, type PressedKey, pinned, pressed, shown, zoomed } from './lab-state.ts';
import { useTraces } from './use-traces.ts';

function LabWindow({ bridge, settings, connected }: WindowProps) {
  const language = useLanguage();
  const [status, setStatus] = useState<BankStatus>({ state: 'starting' });
  const [state, setState] = useState<LabState>(FIRST_STATE);
  const [view, setView] = useState<View>('picture');
  const [sending, setSending] = useState(false);
  const [fault, setFault] = useState<FailureFields | string | null>(null);
  /** The receipt of what was sent from here, or is looked for: it is shown as soon as its trace is there. */
  const awaited = useRef<number | null>(null);
  const traces = useTraces(bridge, connected, state.axis.live);

  useEffect(() => {
    const stop = bridge.on('bank.status', setStatus);
    if (connected) bridge.call('bank.status', {}).then(setStatus, () => undefined);
    return stop;
  }, [bridge, connected]);

  const { snapshot } = traces;
  const matches = useMemo(() => filterOf(state.filter, snapshot.sessions), [state.filter, snapshot]);
  const all = state.filter.text.trim() === '' && state.filter.outcome === 'all';
  const requests = useMemo(
    () => (all ? snapshot.requests : snapshot.requests.filter(matches)),
    [snapshot, matches, all],
  );
  const among = all ? null : requests;
  const wanted = useCallback((id: number) => among === null || requestOf(among, id) !== undefined, [among]);
  const known = () => ({ view: traces.look().view, requests, now: traces.look().now });

  useEffect(() => {
    const sequence = awaited.current;
    const found = sequence === null ? undefined : byReceipt(sequence, snapshot.requests);
    if (found === undefined || found.sent === null) return;
    awaited.current = null;
    setState((before) => shown(before, found));
  }, [snapshot]);
  // All of the session that is looked at is traced, however much else happens.
  const followed = requestOf(snapshot.requests, state.pinned)?.session ?? 0;
  useEffect(() => {
    if (connected) bridge.call('traces.follow', { session: followed }).catch(() => undefined);
  }, [bridge, connected, followed]);

  const act = (change: (state: LabState) => LabState) => setState(change);
  // Words change four times a second; what has nothing to do with them is not drawn anew each time.
  const handlers = useStable({
    onFaultRead: () => setFault(null),
    onLive: (live: boolean) =>
      act((before) => ({ ...before, axis: live ? goLive(before.axis) : freeze(before.axis, traces.look().now) })),
    onZoom: (steps: number, anchor: number | null) =>
      act((before) =>
        anchor === null ? zoomed(before, steps, known()) : { ...before, axis: zoom(before.axis, steps, anchor) },
      ),
    onPan: (micros: number) => act((before) => ({ ...before, axis: pan(before.axis, micros) })),
    onPin: (id: number | null) => act((before) => pinned(before, id, known())),
    onMeasure: (measured: Stretch | null) =>
      act((before) => ({
        ...before,
        measured,
        axis: measured === null ? before.axis : freeze(before.axis, traces.look().now),
      })),
    onKey: (event: PressedKey) => {
      const next = pressed(state, event, known(), language.direction === 'rtl');
      if (next !== null) setState(next);
      return next !== null;
    },
    onFilter: (filter: Filter) => {
      const sequence = receiptIn(filter);
      const found = sequence === null ? undefined : byReceipt(sequence, snapshot.requests);
      // What was typed before its trace came is shown when it is there.
      awaited.current = found === undefined ? sequence : null;
      act((before) => (found === undefined ? { ...before, filter } : shown({ ...before, filter }, found)));
    },
    onDeposit: () => {
      setSending(true);
      bridge
        .call('traces.deposit', {})
        .then(({ sequence }) => {
          awaited.current = sequence;
          act((before) => ({ ...before, axis: goLive(before.axis) }));
        })
        .catch((thrown) => setFault(failureFields(thrown)))
        .finally(() => setSending(false));
    },
    onExport: (format: ExportFormat) => {
      const { report } = traces.look();
      if (format === 'trace') {
        download('lobby-trace.json', new Blob([chromeTraceFile(report())], { type: 'application/json' }));
        return;
      }
      const { text, leftOut } = runHistory(traces.look().view);
      download('lobby-history.ndjson', new Blob([text], { type: 'application/x-ndjson' }));
      if (leftOut > 0) setFault(language.strings.lab.leftOut(leftOut, language.number(leftOut)));
    },
    onCapture: (session: number) => {
      const capture = pcapngOf(traces.look().view, session);
      if (capture !== undefined) download(pcapngName(session), new Blob([capture], { type: 'application/x-pcapng' }));
    },
  });
  return (
    <Lab
      {...handlers}
      view={snapshot}
      look={traces.look}
      state={state}
      requests={requests}
      wanted={wanted}
      shown={view}
      mask={settings.lobby.maskAccounts}
      open={status.state === 'listening'}
      sending={sending}
      fault={fault === null || typeof fault === 'string' ? fault : language.failure(fault)}
      onShown={setView}
    />
  );
}

startWindow(getBridge(), 'lab', LabWindow);
