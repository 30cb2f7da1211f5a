import { useEffect, useRef, useState } from 'react';
import type { AtmState } from '../../src-main/contract/atm.ts';
import type { BankStatus } from '../../src-main/contract/board.ts';
import { failureFields } from '../../src-main/contract/failure.ts';
import { getBridge } from '../bridge/bridge.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { Atm } from './atm.tsx';
import './atm.css';
import { START } from './flow.ts';
import type { Flow } from './screens.ts';
import { createSpeaker, toneOf } from './sounds.ts';
import { useFlow } from './use-flow.ts';

/** What is known before the suite has answered. */
const UNKNOWN: AtmState = { at: 'opening' };
/** How long a farewell stays before the machine is ready for the next customer, ms. */
const FAREWELL_MS = 30_000;

function AtmWindow({ bridge, settings, change, connected }: WindowProps) {
  const [known, setKnown] = useState(() => ({ state: UNKNOWN, since: Date.now() }));
  const [accounts, setAccounts] = useState<readonly string[]>([]);
  const { flow, send } = useFlow(bridge, known.state, connected);

  useEffect(() => {
    const learn = (state: AtmState) => setKnown({ state, since: Date.now() });
    const stop = bridge.on('atm.state', learn);
    if (connected) {
      bridge.call('atm.connect', {}).then(learn, (thrown: unknown) => {
        learn({ at: 'shut', ...failureFields(thrown) });
      });
    }
    return stop;
  }, [bridge, connected]);
  useEffect(() => {
    const learn = (status: BankStatus) => setAccounts(status.state === 'listening' ? status.accounts : []);
    const stop = bridge.on('bank.status', learn);
    if (connected) bridge.call('bank.status', {}).then(learn, () => undefined);
    return stop;
  }, [bridge, connected]);
  useEffect(() => {
    if (flow.at !== 'farewell') return undefined;
    const timer = setTimeout(() => send({ type: 'key', key: 'enter' }), FAREWELL_MS);
    return () => clearTimeout(timer);
  }, [flow.at, send]);
  useTones(flow, settings.atm.sounds);

  return (
    <Atm
      flow={flow}
      state={known.state}
      stateSince={known.since}
      connected={connected}
      accounts={accounts}
      settings={settings.atm}
      send={send}
      onStay={() => void bridge.call('atm.stay', {}).catch(() => undefined)}
      onReplenish={() => void bridge.call('atm.replenish', {}).catch(() => undefined)}
      onSounds={(sounds) => change({ atm: { sounds } })}
    />
  );
}

function useTones(flow: Flow, on: boolean): void {
  const before = useRef<Flow>(START);
  const [speak] = useState(createSpeaker);
  useEffect(() => {
    const tone = toneOf(before.current, flow);
    before.current = flow;
    if (on && tone !== null) speak(tone);
  }, [flow, on, speak]);
}

startWindow(getBridge(), 'atm', AtmWindow);
