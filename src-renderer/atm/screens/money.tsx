import { useId } from 'react';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { At, Operation } from '../flow/states.ts';
import { PayeeCard } from './card.tsx';
import { NoticeLine } from './notice-line.tsx';
import { noteLines } from './receipt.ts';
import { AmountKeys, BackAndEnter, BackKey, Frame, PadKeys, type ScreenProps, SoftKey } from './screen-parts.tsx';
import { Typed } from './typed.tsx';

/** Amounts for one touch, in cents. Those of a withdrawal are made by few notes. */
const FAST: Readonly<Record<Operation['kind'], readonly number[]>> = {
  withdrawal: [20_00, 40_00, 60_00, 100_00, 200_00, 300_00],
  deposit: [20_00, 50_00, 100_00, 200_00, 500_00, 1000_00],
  transfer: [10_00, 20_00, 50_00, 100_00, 200_00, 500_00],
};

interface AmountScreenProps extends ScreenProps {
  /** What the customer can spend, in cents; null: not known. */
  readonly available: number | null;
}

export function AmountScreen({ kind, to, digits, notice, available, send }: At<'amount'> & AmountScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const most = kind === 'deposit' || available === null ? Number.POSITIVE_INFINITY : available;
  return (
    <Frame title={words.amountTitle[kind]} hint={words.amountHint}>
      {to === null ? null : (
        <div className="of-account payee-line">
          {words.to} <PayeeCard account={to} />
        </div>
      )}
      <Typed label={words.amountLabel} text={digits === '' ? '' : language.typedMoney(digits)} kind="amount" />
      <NoticeLine notice={notice} />
      <AmountKeys amounts={FAST[kind].filter((cents) => cents <= most)} send={send} />
      <BackAndEnter send={send} />
    </Frame>
  );
}

export function RecipientScreen({ digits, stale, notice, send }: At<'recipient'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  return (
    <Frame title={words.recipientTitle} hint={words.recipientHint}>
      <Typed label={words.accountNumber} text={language.digits(digits)} kind="account" stale={stale} />
      <NoticeLine notice={notice} />
      <BackAndEnter send={send} />
    </Frame>
  );
}

export function NotPayableScreen({ amount, payable, notice, send }: At<'not-payable'> & ScreenProps) {
  const language = useLanguage();
  const words = language.strings.atm;
  const amounts = [payable.below, payable.above].filter((cents) => cents !== null);
  return (
    <Frame
      title={words.notPayable(language.money(amount))}
      hint={amounts.length === 0 ? words.notPayableNone : words.notPayableHint}
    >
      <AmountKeys amounts={amounts} send={send} />
      <NoticeLine notice={notice} />
      <div className="soft-keys end">
        <BackKey send={send} />
      </div>
    </Frame>
  );
}

export function ConfirmScreen({ operation, send }: At<'confirm'> & ScreenProps) {
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

export function AskReceiptScreen({ send }: ScreenProps) {
  const { strings } = useLanguage();
  const words = strings.atm;
  return (
    <Frame title={words.askReceipt} hint={words.askReceiptHint}>
      <div className="soft-keys">
        <SoftKey number={1} main onPress={() => send({ type: 'paper', wanted: true })}>
          {words.withReceipt}
        </SoftKey>
        <SoftKey number={2} onPress={() => send({ type: 'paper', wanted: false })}>
          {words.withoutReceipt}
        </SoftKey>
      </div>
    </Frame>
  );
}
