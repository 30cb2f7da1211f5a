import { type FocusEvent, useState } from 'react';

/** What an element does that holds what it shows while it is pointed at. */
export interface Holding {
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
  readonly onFocus: (event: FocusEvent) => void;
  readonly onBlur: () => void;
}

/**
 * Keeps a value as it is while the pointer or the keyboard is on what shows it: nobody can point at a row that moves on
 * five times a second.
 * @returns the value that is shown, whether it is held, and what the elements do that show it
 */
export function useHolding<Value>(value: Value): readonly [shown: Value, held: boolean, holding: Holding] {
  const [held, setHeld] = useState<{ readonly value: Value } | null>(null);
  const hold = () => setHeld((before) => before ?? { value });
  const release = () => setHeld(null);
  const holding: Holding = {
    onPointerEnter: hold,
    onPointerLeave: release,
    onFocus: ({ target }) => {
      if (target.matches(':focus-visible')) hold();
    },
    onBlur: release,
  };
  return [held === null ? value : held.value, held !== null, holding];
}
