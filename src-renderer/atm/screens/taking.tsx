import { useId } from 'react';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { At, Receipt } from '../flow/states.ts';
import { noteLines, receiptRemarks } from './receipt.ts';
import { Frame, type ScreenProps, SoftKey } from './screen-parts.tsx';

/** The card comes before the cash; it may stay in for something else. */
export function CardFirstScreen({ over, send }: At<'card-first'> & ScreenProps) {
  const { strings } = useLanguage();
  const words = strings.atm;
  return (
    <Frame title={words.takeCardFirst} hint={words.takeCardFirstHint}>
      <div className="soft-keys end">
        {over === null ? <SoftKey onPress={() => send({ type: 'stay' })}>{words.keepCard}</SoftKey> : null}
        <SoftKey main onPress={() => send({ type: 'take' })}>
          {words.cardTaken}
        </SoftKey>
      </div>
    </Frame>
  );
}

/** The notes lie in their slot until they are taken. */
export function NotesScreen({ receipt, send }: ScreenProps & { readonly receipt: Receipt }) {
  const language = useLanguage();
  const words = language.strings.atm;
  const point = useId();
  return (
    <Frame title={words.takeNotes} hint={words.takeNotesHint} point={point}>
      {receiptRemarks(receipt, language).map((remark) => (
        <p key={remark} className="notice" role="alert">
          {remark}
        </p>
      ))}
      <div id={point}>
        <p className="amount figures">{language.money(receipt.amount)}</p>
        <ul className="note-list figures">
          {noteLines(receipt.notes, language).map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      </div>
      <div className="soft-keys end">
        <SoftKey main onPress={() => send({ type: 'take' })}>
          {words.notesTaken}
        </SoftKey>
      </div>
    </Frame>
  );
}
