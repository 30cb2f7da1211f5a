import { LongNumbers } from '../../ui/controls/long-numbers.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';

interface CardFaceProps {
  /** As it is to be read. */
  readonly number: string;
  /** Below the number. */
  readonly note?: string | undefined;
}

/** What is printed on a card. */
export function CardFace({ number, note }: CardFaceProps) {
  const { strings } = useLanguage();
  return (
    <>
      <span className="issuer" aria-hidden="true">
        {strings.atm.cardName}
      </span>
      <span className="chip" />
      <span className="for-screen-readers">{strings.atm.cardOf} </span>
      <span className="number code" dir="ltr">
        <LongNumbers text={number} />
      </span>{' '}
      {note === undefined ? null : <span className="note-on-card">{note}</span>}
    </>
  );
}

/** Digits of a card that are shown to others than its owner. */
const SHOWN_DIGITS = 2;

/** The card of somebody who is to be paid: only its last digits are shown. */
export function PayeeCard({ account }: { readonly account: string }) {
  const language = useLanguage();
  const last = language.digits(account.slice(-SHOWN_DIGITS));
  return (
    <div className="card payee" role="img" aria-label={language.strings.atm.payeeCard(last)}>
      <CardFace number={`•••• ${last}`} />
    </div>
  );
}
