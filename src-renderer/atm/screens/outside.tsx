import { useId } from 'react';
import type { FailureFields } from '../../../src-main/contract/failure.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Flow } from '../flow/states.ts';
import { CardFace } from './card.tsx';
import { NoticeLine } from './notice-line.tsx';
import { Frame, KeyButton, PadKeys, type ScreenProps } from './screen-parts.tsx';
import { PinDots, Typed } from './typed.tsx';

type Of<At extends Flow['at']> = Extract<Flow, { at: At }>;

/** Accounts whose cards are offered, and the PINs that everybody can read in the documents. */
export interface Cards {
  readonly accounts: readonly string[];
  /** By account. */
  readonly demoPins: Readonly<Record<string, string>>;
}

export function CardScreen({ digits, notice, accounts, demoPins, send }: Of<'card'> & Cards & ScreenProps) {
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
                <CardFace number={language.digits(account)} note={demoPinOf(account)} />
              </button>
            ))}
          </div>
        )
      ) : (
        <Typed label={words.accountNumber} text={language.digits(digits)} kind="account" />
      )}
      <NoticeLine notice={notice} />
      {digits === '' ? null : (
        <PadKeys other="clear" send={send}>
          {words.keys.enter}
        </PadKeys>
      )}
    </Frame>
  );

  function demoPinOf(account: string): string | undefined {
    const pin = demoPins[account];
    return pin === undefined ? undefined : words.demoPin(language.digits(pin));
  }
}

export function PinScreen({ account, digits, notice, send }: Of<'pin'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.enterPin} hint={words.pinHint}>
      <p className="of-account">
        {words.account} <span className="code">{language.digits(account)}</span>
      </p>
      <PinDots typed={digits.length} />
      <NoticeLine notice={notice} />
      <PadKeys other="cancel" send={send}>
        {words.keys.enter}
      </PadKeys>
    </Frame>
  );
}

export function FarewellScreen({ balance, cardTaken, send }: Of<'farewell'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const [label, amount] = [useId(), useId()];
  return (
    <Frame title={words.farewell} hint={cardTaken ? words.seeYou : words.takeCard} point={`${label} ${amount}`}>
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

/** Nobody can log in, or go on, here and now: why. A lock says for how long. */
export function RefusedScreen({ failure, send }: Of<'refused'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const locked = failure.code === 'account_locked' || failure.triesLeft === 0;
  if (locked && failure.retryAfter !== undefined) {
    const title = words.lockedFor(language.duration(failure.retryAfter));
    return <EndScreen title={title} hint={words.lockedForHint} send={send} />;
  }
  const titles: Partial<Record<FailureFields['code'], string>> = {
    account_locked: words.locked,
    outcome_unknown: words.unknownTitle,
  };
  return <EndScreen title={titles[failure.code] ?? words.refusedTitle} hint={language.failure(failure)} send={send} />;
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
  /** Why, as the ATM's link says. */
  readonly failure: Pick<FailureFields, 'code' | 'message'>;
  readonly retryInMs: number;
  /** ms since the epoch when this attempt's wait began. */
  readonly since: number;
  readonly now: number;
}

/** The bank can't be reached, or what can be reached is not to be used. */
export function OutOfServiceScreen({ failure, retryInMs, since, now }: OutOfServiceProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const seconds = Math.max(0, Math.ceil((since + retryInMs - now) / 1000));
  // That one is not mended by waiting.
  const hint = failure.code === 'other_bank_books' ? language.failure(failure) : words.outOfServiceHint;
  return (
    <Frame title={words.outOfService} hint={hint} tone="bad">
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
