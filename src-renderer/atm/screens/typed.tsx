import { useLanguage } from '../../ui/language/language-context.tsx';

/** What stands where nothing is typed yet. */
const EMPTY = '–';

interface TypedProps {
  readonly label: string;
  readonly text: string;
  /** Account numbers read from left to right in every language, amounts as the language has them. */
  readonly kind: 'account' | 'amount';
  /** It was typed before, and is replaced by the first digit that is typed now. */
  readonly stale?: boolean;
}

/** What is being typed. */
export function Typed({ label, text, kind, stale = false }: TypedProps) {
  return (
    <p className="typed figures">
      <span className="for-screen-readers">{label}: </span>
      <output className={`${kind === 'account' ? 'code' : ''}${stale ? ' stale' : ''}`}>
        {text === '' ? EMPTY : text}
      </output>
    </p>
  );
}

/** The PIN as dots, as many as digits: their number is seen and spoken, the digits never are. */
export function PinDots({ typed }: { readonly typed: number }) {
  const language = useLanguage();
  return (
    <p className="typed pin" role="status">
      <span aria-hidden="true">{typed === 0 ? EMPTY : '●'.repeat(typed)}</span>
      <span className="for-screen-readers">{language.strings.atm.pinTyped(typed, language.number(typed))}</span>
    </p>
  );
}
