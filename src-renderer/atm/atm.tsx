import { useCallback, useLayoutEffect, useRef, useState } from 'react';
import type { AtmState } from '../../src-main/contract/atm.ts';
import type { Settings } from '../../src-main/contract/settings.ts';
import { BankIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { type Flow, type FlowEvent, type Key, screenOf } from './flow/states.ts';
import { keyOf } from './keyboard.ts';
import { machineName } from './machine-name.ts';
import { Keypad } from './screens/keypad.tsx';
import type { Cards } from './screens/outside.tsx';
import { Screen } from './screens/screen.tsx';
import { ServiceHatch } from './screens/service-hatch.tsx';
import { SessionBar } from './session-bar.tsx';
import { Bundle, Slot, Takeable } from './slots.tsx';
import { useStrayClick } from './stray-click.ts';

interface AtmProps {
  readonly flow: Flow;
  readonly state: AtmState;
  /** When `state` came, ms since the epoch: the countdown of a reconnect starts there. */
  readonly stateSince: number;
  /** False while the suite does not answer: then `state` is old. */
  readonly connected: boolean;
  readonly cards: Cards;
  readonly settings: Settings['atm'];
  readonly send: (event: FlowEvent) => void;
  readonly onStay: () => void;
  readonly onReplenish: () => void;
  readonly onSounds: (on: boolean) => void;
}

/** The whole machine: its glass, its keys and its slots. */
export function Atm(props: AtmProps) {
  const { flow, state, stateSince, connected, cards, settings, send, onStay, onReplenish, onSounds } = props;
  const language = useLanguage();
  const words = language.strings.atm;
  const [hidden, setHidden] = useState(false);
  const glass = useRef<HTMLElement>(null);
  const session = 'session' in state ? state.session : null;
  const online = session !== null;
  const name = machineName(state, language);
  // Nobody types into a machine that is out of service: what is typed would not be seen.
  const deaf = !connected || (flow.at === 'card' && !online);
  const screen = screenOf(flow, state);
  const isStray = useStrayClick(screen);
  const act = (event: FlowEvent) => {
    if (!deaf && !isStray()) send(event);
  };
  /** After a press on a key of the machine, Enter is the machine's, wherever the focus was. */
  const press = useCallback(
    (key: Key) => {
      if (deaf) return;
      glass.current?.querySelector<HTMLElement>('.frame')?.focus({ preventScroll: true });
      send({ type: 'key', key });
    },
    [deaf, send],
  );
  const cardOut = flow.at === 'card-first';
  const cardWaited = (flow.at === 'card' && !deaf) || (flow.at === 'farewell' && !flow.cardTaken);
  const paid = flow.at === 'notes' || flow.at === 'last-notes' ? flow.receipt.notes : null;
  const paper = flow.at === 'last-receipt' || (flow.at === 'receipt' && flow.paper === true);

  // With the screen, not after it was drawn: what is typed as soon as it can be seen must not be lost.
  useLayoutEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const key = keyOf(event);
      // A focused button handles Enter itself; a control in the service hatch handles every key.
      const target = event.target instanceof Element ? event.target : null;
      if (key === undefined || target?.closest('.popover, input, select') != null) return;
      if (key === 'enter' && target?.closest('button') != null) return;
      event.preventDefault();
      press(key);
    };
    window.addEventListener('keydown', typed);
    return () => window.removeEventListener('keydown', typed);
  }, [press]);

  return (
    <main className="machine">
      <h1 className="for-screen-readers">{name ?? words.machine}</h1>
      <header className="fascia">
        <BankIcon />
        <span className="sign">{words.cardName}</span>
        {name === null ? null : <span className="name-plate">{name}</span>}
        <span className={`lamp ${online ? 'online' : state.at}`} />
        <ServiceHatch
          cassettes={'cassettes' in state ? state.cassettes : []}
          unbooked={'unbooked' in state ? state.unbooked : 0}
          sounds={settings.sounds}
          session={session}
          onReplenish={onReplenish}
          onSounds={onSounds}
        />
      </header>
      <section className="glass" ref={glass} data-at={flow.at} aria-label={words.screen}>
        <SessionBar flow={flow} state={state} hidden={hidden} onHide={setHidden} onStay={onStay} />
        <Screen key={screen} flow={flow} state={state} stateSince={stateSince} cards={cards} send={act} />
      </section>
      <div className="console">
        <Slot name="card" lit={cardWaited || cardOut}>
          {cardOut ? <Takeable what="card" onTake={() => act({ type: 'take' })} /> : null}
        </Slot>
        <Slot name="receipt" lit={paper} />
        <Keypad
          onKey={(key) => {
            if (!isStray()) press(key);
          }}
        />
        <Slot name="cash" lit={paid !== null}>
          {paid === null ? null : (
            <>
              <Takeable what="cash" onTake={() => act({ type: 'take' })} />
              <Bundle notes={paid} />
            </>
          )}
        </Slot>
      </div>
    </main>
  );
}
