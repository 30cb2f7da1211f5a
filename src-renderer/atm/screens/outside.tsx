import { useId } from 'react';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Flow } from '../screens.ts';
import { Frame, KeyButton, PadKeys, PinDots, type ScreenProps, Typed } from './screen-parts.tsx';

interface CardScreenProps extends ScreenProps {
  readonly digits: string;
  readonly accounts: readonly string[];
}

export function CardScreen({ digits, accounts, send }: CardScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.welcome} hint={accounts.length === 0 ? words.noCards : words.insertCard}>
      {digits === '' ? (
        accounts.length === 0 ? null : (
          <div className="cards">
            {accounts.map((account, index) => (
              <button
                key={account}
                type="button"
                className={`card hue-${index % 3}`}
                onClick={() => send({ type: 'card', account })}
              >
                <span className="issuer" aria-hidden="true">
                  {words.cardName}
                </span>
                <span className="chip" />
                <span className="for-screen-readers">{words.cardOf} </span>
                <span className="number code">{language.digits(account)}</span>
              </button>
            ))}
          </div>
        )
      ) : (
        <>
          <Typed label={words.accountNumber} text={language.digits(digits)} kind="account" />
          <PadKeys other="clear" send={send}>
            {words.keys.enter}
          </PadKeys>
        </>
      )}
    </Frame>
  );
}

type PinFlow = Extract<Flow, { at: 'pin' }>;

export function PinScreen({ account, digits, wrong, send }: PinFlow & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.enterPin} hint={words.pinHint}>
      <p className="of-account">
        {words.account} <span className="code">{language.digits(account)}</span>
      </p>
      <PinDots typed={digits.length} />
      {wrong ? (
        <p className="notice" role="alert">
          {words.wrongPin}
        </p>
      ) : null}
      <PadKeys other="cancel" send={send}>
        {words.keys.enter}
      </PadKeys>
    </Frame>
  );
}

export function FarewellScreen({ balance, send }: ScreenProps & { readonly balance: number }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const [label, amount] = [useId(), useId()];
  return (
    <Frame title={words.farewell} hint={words.takeCard} point={`${label} ${amount}`}>
      <p className="amount-label" id={label}>
        {words.finalBalance}
      </p>
      <p className="amount figures" id={amount}>
        {language.money(balance)}
      </p>
      <div className="soft-keys end">
        <KeyButton press="enter" main send={send}>
          {words.nextCustomer}
        </KeyButton>
      </div>
    </Frame>
  );
}

interface EndScreenProps extends ScreenProps {
  readonly title: string;
  readonly hint: string;
}

/** The session is over without a farewell: why, and on to the next card. */
export function EndScreen({ title, hint, send }: EndScreenProps) {
  const { strings } = useLanguage();
  return (
    <Frame title={title} hint={hint} tone="bad">
      <div className="soft-keys end">
        <KeyButton press="enter" main send={send}>
          {strings.atm.ok}
        </KeyButton>
      </div>
    </Frame>
  );
}

export function WaitScreen({ title, hint }: { readonly title: string; readonly hint?: string }) {
  return (
    <Frame title={title} {...(hint === undefined ? {} : { hint })}>
      <span className="spinner" />
    </Frame>
  );
}

interface OutOfServiceProps {
  readonly retryInMs: number;
  /** ms since the epoch when this attempt's wait began. */
  readonly since: number;
  readonly now: number;
}

/** The bank can't be reached. */
export function OutOfServiceScreen({ retryInMs, since, now }: OutOfServiceProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const seconds = Math.max(0, Math.ceil((since + retryInMs - now) / 1000));
  return (
    <Frame title={words.outOfService} hint={words.outOfServiceHint} tone="bad">
      <span className="spinner" />
      <p className="hint figures">
        {seconds === 0 ? words.connecting : language.strings.suite.retryIn(seconds, language.number(seconds))}
      </p>
    </Frame>
  );
}

/** There is no bank to connect to, and why. */
export function ShutScreen({ failure }: { readonly failure: FailureFields }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const reason =
    failure.port === undefined ? language.failure(failure) : words.shutPort(language.digits(String(failure.port)));
  return (
    <Frame title={words.outOfService} hint={reason} tone="bad">
      <p className="hint">{words.shutHint}</p>
    </Frame>
  );
}
