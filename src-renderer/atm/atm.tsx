import { type CSSProperties, type ReactNode, useCallback, useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AtmState, Notes } from '../../src-main/contract/atm.ts';
import type { Settings } from '../../src-main/contract/settings.ts';
import { BankIcon } from '../ui/controls/icons.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { useNow } from '../ui/use-now.ts';
import { keyOf } from './keyboard.ts';
import { Keypad } from './screens/keypad.tsx';
import { Screen } from './screens/screen.tsx';
import { ServiceHatch } from './screens/service-hatch.tsx';
import { type Flow, type FlowEvent, hasSession, type Key, screenOf } from './screens.ts';
import { useStrayClick } from './stray-click.ts';

interface AtmProps {
  readonly flow: Flow;
  readonly state: AtmState;
  /** When `state` came, ms since the epoch: the countdown of a reconnect starts there. */
  readonly stateSince: number;
  /** False while the suite does not answer: then `state` is old. */
  readonly connected: boolean;
  /** Accounts whose cards are offered. */
  readonly accounts: readonly string[];
  readonly settings: Settings['atm'];
  readonly send: (event: FlowEvent) => void;
  readonly onStay: () => void;
  readonly onReplenish: () => void;
  readonly onSounds: (on: boolean) => void;
}

/** The whole machine: its glass, its keys and its slots. */
export function Atm(props: AtmProps) {
  const { flow, state, stateSince, connected, accounts, settings, send, onStay, onReplenish, onSounds } = props;
  const { strings } = useLanguage();
  const words = strings.atm;
  const session = 'session' in state ? state.session : null;
  const online = session !== null;
  // Nobody types into a machine that is out of service: what is typed would not be seen.
  const deaf = !connected || (flow.at === 'card' && !online);
  const screen = screenOf(flow, state);
  const isStray = useStrayClick(screen);
  const act = (event: FlowEvent) => {
    if (!deaf && !isStray()) send(event);
  };
  const press = useCallback(
    (key: Key) => {
      if (!deaf) send({ type: 'key', key });
    },
    [deaf, send],
  );
  const paid = flow.at === 'receipt' ? flow.receipt.notes : [];

  useEffect(() => {
    const typed = (event: KeyboardEvent) => {
      const key = keyOf(event);
      // A focused control has Enter for itself; a control in the service hatch has every key.
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
      <h1 className="for-screen-readers">{words.machine}</h1>
      <header className="fascia">
        <BankIcon />
        <span className="sign">{words.cardName}</span>
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
      <section className="glass" aria-label={words.screen}>
        <SessionBar flow={flow} state={state} onStay={onStay} />
        <Screen key={screen} flow={flow} state={state} stateSince={stateSince} accounts={accounts} send={act} />
      </section>
      <div className="console">
        <Slot name="card" lit={(flow.at === 'card' && !deaf) || flow.at === 'farewell'} />
        <Slot name="receipt" lit={flow.at === 'receipt'} />
        <Keypad onKey={(key) => act({ type: 'key', key })} />
        <Slot name="cash" lit={paid.length > 0}>
          <Bundle notes={paid} />
        </Slot>
      </div>
    </main>
  );
}

interface SessionBarProps {
  readonly flow: Flow;
  readonly state: AtmState;
  readonly onStay: () => void;
}

/** Whose session it is, the balance as it is now, and the time left once the bank has warned. */
function SessionBar({ flow, state, onStay }: SessionBarProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const { balance, endsAt } = state.at === 'customer' ? state : { balance: null, endsAt: null };
  const now = useNow(endsAt !== null);
  if (!hasSession(flow)) return null;
  const left = endsAt === null ? null : Math.max(0, Math.ceil((endsAt - now) / 1000));
  return (
    <div className="session-bar">
      <dl className="figures">
        <div>
          <dt>{words.account}</dt>
          <dd className="code">{language.digits(flow.account)}</dd>
        </div>
        {balance === null ? null : (
          <div className="balance" key={balance}>
            <dt>{words.yourBalance}</dt>
            <dd>
              <bdi>{language.money(balance)}</bdi>
            </dd>
          </div>
        )}
      </dl>
      <p className="for-screen-readers" role="status">
        {balance === null ? '' : words.balanceNow(language.money(balance))}
      </p>
      {left === null ? null : (
        <div className="time-left">
          <Spoken key={endsAt} seconds={left} />
          <p className="figures" aria-hidden="true">
            {words.timeLeft(left, language.number(left))}
          </p>
          <Button className="more-time" onPress={onStay}>
            {words.moreTime}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Spoken once, when the warning comes; the seconds that follow are only seen. */
function Spoken({ seconds }: { readonly seconds: number }) {
  const language = useLanguage();
  const [first] = useState(seconds);
  return (
    <p className="for-screen-readers" role="alert">
      {language.strings.atm.timeLeft(first, language.number(first))}
    </p>
  );
}

interface SlotProps {
  readonly name: 'card' | 'receipt' | 'cash';
  readonly lit: boolean;
  readonly children?: ReactNode;
}

function Slot({ name, lit, children }: SlotProps) {
  const { strings } = useLanguage();
  return (
    <div className={`slot for-${name}${lit ? ' lit' : ''}`} aria-hidden="true">
      <span className="mouth" />
      <span className="caption">{strings.atm.slots[name]}</span>
      {children}
    </div>
  );
}

/** Notes drawn in the slot, at most; the receipt has their number. */
const MOST_DRAWN = 6;

/** The notes that were paid, one over the other. */
function Bundle({ notes }: { readonly notes: Notes }) {
  const language = useLanguage();
  const each = notes.flatMap(({ denomination, count }) =>
    Array.from({ length: Math.min(count, MOST_DRAWN) }, () => denomination),
  );
  const drawn = each.slice(0, MOST_DRAWN);
  if (drawn.length === 0) return null;
  return (
    <span className="bundle figures">
      {drawn.map((denomination, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name
          key={index}
          className="note"
          style={{ '--place': drawn.length === 1 ? 0.5 : index / (drawn.length - 1) } as CSSProperties}
        >
          {language.roundMoney(denomination)}
        </span>
      ))}
    </span>
  );
}
