import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useLanguage } from '../ui/language-context.tsx';
import type { FlowEvent, Key } from './screens.ts';

/** What every screen is given to act with. */
export interface ScreenProps {
  readonly send: (event: FlowEvent) => void;
}

interface FrameProps {
  readonly title: string;
  readonly hint?: string;
  readonly tone?: 'calm' | 'bad';
  readonly children?: ReactNode;
}

/** Title, hint and body of a screen. */
export function Frame({ title, hint, tone = 'calm', children }: FrameProps) {
  return (
    <div className={`frame ${tone}`}>
      <h1>{title}</h1>
      {hint === undefined ? null : <p className="hint">{hint}</p>}
      {children}
    </div>
  );
}

interface SoftKeyProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly main?: boolean;
}

/** A large key at the edge of the glass. */
export function SoftKey({ children, onPress, main = false }: SoftKeyProps) {
  return (
    <Button className={`soft-key${main ? ' main' : ''}`} onPress={onPress}>
      {children}
    </Button>
  );
}

interface AmountKeysProps extends ScreenProps {
  /** Cents. */
  readonly amounts: readonly number[];
}

export function AmountKeys({ amounts, send }: AmountKeysProps) {
  const language = useLanguage();
  return (
    <div className="soft-keys amounts figures">
      {amounts.map((cents) => (
        <SoftKey key={cents} onPress={() => send({ type: 'amount', cents })}>
          {language.roundMoney(cents)}
        </SoftKey>
      ))}
    </div>
  );
}

/** The soft key that leads one screen back. */
export function BackKey({ main = false, send }: ScreenProps & { readonly main?: boolean }) {
  const { strings } = useLanguage();
  return (
    <SoftKey main={main} onPress={() => send({ type: 'back' })}>
      {strings.atm.back}
    </SoftKey>
  );
}

/** A soft key that does what a key of the pad does. */
export function KeyButton({ press, main, send, children }: ScreenProps & KeyButtonProps) {
  return (
    <SoftKey main={main ?? false} onPress={() => send({ type: 'key', key: press })}>
      {children}
    </SoftKey>
  );
}

interface KeyButtonProps {
  readonly press: Key;
  readonly main?: boolean;
  readonly children: ReactNode;
}

/** The PIN as dots: their number is seen and spoken, the digits never are. */
export function PinDots({ typed }: { readonly typed: number }) {
  const language = useLanguage();
  return (
    <p className="pin" role="status">
      <span aria-hidden="true">{'●'.repeat(typed).padEnd(4, '○')}</span>
      <span className="for-screen-readers">{language.strings.atm.pinTyped(typed, language.number(typed))}</span>
    </p>
  );
}

interface TypedProps {
  readonly label: string;
  readonly text: string;
  /** Account numbers read from left to right in every language, amounts as the language has them. */
  readonly kind: 'account' | 'amount';
}

/** What is being typed; empty, a dash holds its place. */
export function Typed({ label, text, kind }: TypedProps) {
  return (
    <p className="typed figures">
      <span className="for-screen-readers">{label}: </span>
      <output className={kind === 'account' ? 'code' : ''}>{text === '' ? '–' : text}</output>
    </p>
  );
}
