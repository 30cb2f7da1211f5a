import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { FlowEvent, Key } from '../flow/states.ts';

/** What every screen is given to act with. */
export interface ScreenProps {
  readonly send: (event: FlowEvent) => void;
}

interface FrameProps {
  readonly title: string;
  readonly hint?: string;
  /** The ids of what else must be heard before a key is pressed, such as the amount that is to be confirmed. */
  readonly point?: string | undefined;
  readonly tone?: 'calm' | 'bad';
  /** Beside the title: what can be done with what stands below it. */
  readonly beside?: ReactNode;
  readonly children?: ReactNode;
}

/**
 * Title, hint and body of a screen. A new one takes the focus: so it is spoken with its title, hint and point, and
 * Enter on the keyboard is the machine's.
 */
export function Frame({ title, hint, point, tone = 'calm', beside, children }: FrameProps) {
  const [heading, words] = [useId(), useId()];
  const frame = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => frame.current?.focus({ preventScroll: true }), []);
  const description = [...(hint === undefined ? [] : [words]), ...(point === undefined ? [] : [point])];
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be laid out and spoken as a form
    <div
      className={`frame ${tone}`}
      ref={frame}
      tabIndex={-1}
      role="group"
      aria-labelledby={heading}
      aria-describedby={description.length === 0 ? undefined : description.join(' ')}
    >
      {beside === undefined ? (
        <h1 id={heading}>{title}</h1>
      ) : (
        <div className="beside-title">
          <h1 id={heading}>{title}</h1>
          {beside}
        </div>
      )}
      {hint === undefined ? null : (
        <p id={words} className="hint">
          {hint}
        </p>
      )}
      {children}
    </div>
  );
}

interface SoftKeyProps {
  readonly children: ReactNode;
  readonly onPress: () => void;
  readonly main?: boolean;
  /** The digit that chooses it. */
  readonly number?: number;
}

/** A large key at the edge of the glass. */
export function SoftKey({ children, onPress, main = false, number }: SoftKeyProps) {
  const language = useLanguage();
  return (
    <Button className={`soft-key${main ? ' main' : ''}`} onPress={onPress}>
      {number === undefined ? null : (
        <span className="number" aria-hidden="true">
          {language.number(number)}
        </span>
      )}
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
  if (amounts.length === 0) return null;
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

export function BackAndEnter({ send }: ScreenProps) {
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

interface PadKeysProps extends ScreenProps {
  readonly other: 'cancel' | 'clear';
  /** What the main key says, which is the pad's Enter. */
  readonly children: ReactNode;
}

/** The two last keys of a screen that do what keys of the pad do. */
export function PadKeys({ other, send, children }: PadKeysProps) {
  const { strings } = useLanguage();
  return (
    <div className="soft-keys end">
      <KeyButton press={other} send={send}>
        {strings.atm.keys[other]}
      </KeyButton>
      <KeyButton press="enter" main send={send}>
        {children}
      </KeyButton>
    </div>
  );
}

interface LeaveOrProps extends ScreenProps {
  /** What the other key says: the way on, which Enter is, too. */
  readonly children: ReactNode;
}

/** The two last keys of a screen at which a customer may leave or go on. */
export function LeaveOr({ send, children }: LeaveOrProps) {
  const { strings } = useLanguage();
  return (
    <div className="soft-keys end">
      <SoftKey onPress={() => send({ type: 'menu', option: 'leave' })}>{strings.atm.options.leave}</SoftKey>
      <KeyButton press="enter" main send={send}>
        {children}
      </KeyButton>
    </div>
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
