import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { BackspaceIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { Key } from '../flow/states.ts';

interface KeypadProps {
  readonly onKey: (key: Key) => void;
}

/**
 * The metal keys. In every language they stand as on a real machine: digits from the left, actions on the right. They are
 * for the pointer and the finger: the keyboard has the same keys, and one that had the focus would be pressed by Enter.
 */
export function Keypad({ onKey }: KeypadProps) {
  const language = useLanguage();
  const words = language.strings.atm.keys;
  const key = (name: Key, face: ReactNode, label?: string) => (
    <Button
      key={name}
      className={`key ${/\d/.test(name) || name === '.' ? 'digit' : name}`}
      preventFocusOnPress
      excludeFromTabOrder
      onPress={() => onKey(name)}
      {...(label === undefined ? {} : { 'aria-label': label })}
    >
      {face}
    </Button>
  );
  const digit = (name: Key & `${number}`) => key(name, language.number(Number(name)));
  const zero = language.number(0);

  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be laid out and spoken as a form
    <div className="keypad figures" role="group" aria-label={language.strings.atm.keypad} dir="ltr">
      {digit('1')}
      {digit('2')}
      {digit('3')}
      {key('cancel', words.cancel)}
      {digit('4')}
      {digit('5')}
      {digit('6')}
      {key('clear', words.clear)}
      {digit('7')}
      {digit('8')}
      {digit('9')}
      {key('erase', <BackspaceIcon />, words.erase)}
      {key('.', language.point, words.point)}
      {digit('0')}
      {key('00', `${zero}${zero}`)}
      {key('enter', words.enter)}
    </div>
  );
}
