import { useId } from 'react';
import type { AtmState } from '../../../src-main/contract/atm.ts';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Inside, MenuOption, Operation } from '../screens.ts';
import { noteLines } from './receipt.ts';
import {
  AmountKeys,
  BackKey,
  Frame,
  KeyButton,
  LeaveOr,
  PadKeys,
  PinDots,
  type ScreenProps,
  SoftKey,
  Typed,
} from './screen-parts.tsx';

/** Fast cash, in cents. */
const FAST_CASH = [20_00, 50_00, 100_00, 200_00, 300_00, 500_00] as const;
const MENU: readonly MenuOption[] = ['withdraw', 'deposit', 'transfer', 'balance', 'statement', 'change-pin'];

type Of<At extends Inside['at']> = Extract<Inside, { at: At }>;

export function MenuScreen({ state, send }: ScreenProps & { readonly state: AtmState }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  const settlements = settlementsOf(state, language);
  const some = settlements.length > 0;
  return (
    <Frame title={words.menu} point={some ? point : undefined}>
      {some ? (
        <div id={point} role="status">
          <ul className="settlements">
            {settlements.map(({ key, text }) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <div className="soft-keys">
        {MENU.map((option) => (
          <SoftKey key={option} onPress={() => send({ type: 'menu', option })}>
            {words.options[option]}
          </SoftKey>
        ))}
      </div>
      <div className="soft-keys end">
        <SoftKey onPress={() => send({ type: 'menu', option: 'leave' })}>{words.options.leave}</SoftKey>
      </div>
    </Frame>
  );
}

/** Requests whose outcome was unknown: what is still open, and what became of the others. */
function settlementsOf(state: AtmState, language: Language): { readonly key: string; readonly text: string }[] {
  const words = language.strings.atm;
  if (state.at !== 'customer') return [];
  const mine = state.unsettled.some(({ account }) => account === state.account);
  return [
    ...(mine ? [{ key: 'unsettled', text: words.unsettled }] : []),
    ...state.settled.map(({ key, kind, amount, outcome }) => {
      const what = `${words.statementKinds[kind]} ${language.money(amount)}`;
      return { key, text: outcome === 'done' ? words.settledDone(what) : words.settledNot(what) };
    }),
  ];
}

export function BalanceScreen({ balance, send }: ScreenProps & { readonly balance: number | null }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  return (
    <Frame title={words.balanceTitle} hint={words.balanceLive} point={point}>
      <p className="amount figures" id={point}>
        {balance === null ? '…' : language.money(balance)}
      </p>
      <LeaveOr send={send}>{words.another}</LeaveOr>
    </Frame>
  );
}

export function AmountScreen({ kind, to, digits, send }: Of<'amount'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.amountTitle[kind]} hint={words.amountHint}>
      {to === null ? null : (
        <p className="of-account">
          {words.to} <span className="code">{language.digits(to)}</span>
        </p>
      )}
      <Typed label={words.amountLabel} text={digits === '' ? '' : language.typedMoney(digits)} kind="amount" />
      <AmountKeys amounts={FAST_CASH} send={send} />
      <BackAndEnter send={send} />
    </Frame>
  );
}

export function RecipientScreen({ digits, send }: Of<'recipient'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.recipientTitle} hint={words.recipientHint}>
      <Typed label={words.accountNumber} text={language.digits(digits)} kind="account" />
      <BackAndEnter send={send} />
    </Frame>
  );
}

function BackAndEnter({ send }: ScreenProps) {
  const { strings } = useLanguage();
  return (
    <div className="soft-keys end">
      <BackKey send={send} />
      <KeyButton press="enter" main send={send}>
        {strings.atm.keys.enter}
      </KeyButton>
    </div>
  );
}

export function NotPayableScreen({ amount, payable, send }: Of<'not-payable'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const amounts = [payable.below, payable.above].filter((cents) => cents !== null);
  return (
    <Frame
      title={words.notPayable(language.money(amount))}
      hint={amounts.length === 0 ? words.notPayableNone : words.notPayableHint}
    >
      {amounts.length === 0 ? null : <AmountKeys amounts={amounts} send={send} />}
      <div className="soft-keys end">
        <BackKey send={send} />
      </div>
    </Frame>
  );
}

export function ConfirmScreen({ operation, send }: Of<'confirm'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  return (
    <Frame title={words.confirmTitle} point={point}>
      <p className="sum-up" id={point}>
        {summary(operation, language)}
      </p>
      {operation.kind === 'withdrawal' ? (
        <ul className="note-list figures">
          {noteLines(operation.notes, language).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      ) : null}
      <PadKeys other="cancel" send={send}>
        {words.yes}
      </PadKeys>
    </Frame>
  );
}

function summary(operation: Operation, language: Language): string {
  const words = language.strings.atm.confirm;
  const amount = language.money(operation.amount);
  return operation.kind === 'transfer'
    ? words.transfer(amount, language.digits(operation.to))
    : words[operation.kind](amount);
}

export function NewPinScreen({ step, digits, differ, send }: Of<'new-pin'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.pinSteps[step.name]} hint={language.digits(words.pinRule)}>
      <PinDots typed={digits.length} />
      {differ ? (
        <p className="notice" role="alert">
          {words.pinsDiffer}
        </p>
      ) : null}
      <BackAndEnter send={send} />
    </Frame>
  );
}

export function ProblemScreen({ failure, send }: Of<'problem'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame
      title={failure.code === 'outcome_unknown' ? words.unknownTitle : words.problemTitle}
      hint={language.failure(failure)}
      tone="bad"
    >
      <LeaveOr send={send}>{words.ok}</LeaveOr>
    </Frame>
  );
}
