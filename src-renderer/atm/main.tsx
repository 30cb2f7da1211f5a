import { useEffect, useRef, useState } from 'react';
import type { AtmState } from '../../src-main/contract/atm.ts';
import type { BankStatus } from '../../src-main/contract/board.ts';
import { failureFields } from '../../src-main/contract/failure.ts';
import { getBridge } from '../bridge/bridge.ts';
import { useLanguage } from '../ui/language/language-context.tsx';
import { createSpeaker } from '../ui/speaker.ts';
import { startWindow, type WindowProps } from '../ui/start-window.tsx';
import { Atm } from './atm.tsx';
import './atm.css';
import { type Flow, START } from './flow/states.ts';
import { useFlow } from './flow/use-flow.ts';
import { machineName } from './machine-name.ts';
import type { Cards } from './screens/outside.tsx';
import { toneOf } from './sounds.ts';
import { useTimeOver } from './use-time-over.ts';

/** What is known before the suite has answered. */
const UNKNOWN: AtmState = { at: 'opening' };
const NO_CARDS: Cards = { accounts: [], demoPins: {} };
/** How long a farewell stays before the machine is ready for the next customer, ms. */
const FAREWELL_MS = 10_000;

function AtmWindow({ bridge, settings, change, connected, setTitle }: WindowProps) {
  const language = useLanguage();
  const [known, setKnown] = useState(() => ({ state: UNKNOWN, since: Date.now() }));
  const [cards, setCards] = useState(NO_CARDS);
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
    const learn = (status: BankStatus) => {
      // While that bank is lost the machine may be at another one, with the same accounts.
      if (status.state === 'listening') setCards({ accounts: status.accounts, demoPins: status.demoPins });
    };
    const stop = bridge.on('bank.status', learn);
    if (connected) bridge.call('bank.status', {}).then(learn, () => undefined);
    return stop;
  }, [bridge, connected]);
  const name = machineName(known.state, language);
  useEffect(
    () => setTitle(name === null ? null : `${name} · ${language.strings.suite.name}`),
    [name, language, setTitle],
  );
  useTimeOver(flow.at === 'farewell' ? FAREWELL_MS : null, () => send({ type: 'key', key: 'enter' }));
  useTones(flow, settings.atm.sounds);

  return (
    <Atm
      flow={flow}
      state={known.state}
      stateSince={known.since}
      connected={connected}
      cards={cards}
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
