import type { CSSProperties, ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Notes } from '../../src-main/contract/atm.ts';
import { useLanguage } from '../ui/language/language-context.tsx';

interface SlotProps {
  readonly name: 'card' | 'receipt' | 'cash';
  readonly lit: boolean;
  readonly children?: ReactNode;
}

export function Slot({ name, lit, children }: SlotProps) {
  const { strings } = useLanguage();
  return (
    <div className={`slot for-${name}${lit ? ' lit' : ''}`}>
      <span className="mouth" />
      <span className="caption" aria-hidden="true">
        {strings.atm.slots[name]}
      </span>
      {children}
    </div>
  );
}

interface TakeableProps {
  readonly what: 'card' | 'cash';
  readonly onTake: () => void;
}

/** What lies in a slot, for the pointer and the finger; the screen has a key for it, which Enter is, too. */
export function Takeable({ what, onTake }: TakeableProps) {
  const { strings } = useLanguage();
  return (
    <Button
      className={`takeable from-${what}`}
      preventFocusOnPress
      excludeFromTabOrder
      aria-label={strings.atm.takeFromSlot[what]}
      onPress={onTake}
    />
  );
}

/** Notes drawn in the slot, at most; the screen has their number. */
const MOST_DRAWN = 6;

/** The notes that were paid, one over the other. */
export function Bundle({ notes }: { readonly notes: Notes }) {
  const language = useLanguage();
  const each = notes.flatMap(({ denomination, count }) =>
    Array.from({ length: Math.min(count, MOST_DRAWN) }, () => denomination),
  );
  const drawn = each.slice(0, MOST_DRAWN);
  return (
    <span className="bundle figures" aria-hidden="true">
      {drawn.map((denomination, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: notes have no other name
          key={index}
          className="note"
          style={{ '--place': drawn.length === 1 ? 0.5 : index / (drawn.length - 1) } as CSSProperties}
        >
          {language.roundMoney(denomination)}
        </span>
      ))}
    </span>
  );
}
