import { Fragment } from 'react';

/** The end of each group of four digits that others follow, counted from the number's first, in Latin or Arabic digits. */
const GROUP_ENDS = /(?<=(?<!\p{Nd})(?:\p{Nd}{4})+)(?=\p{Nd}{2})/u;

/**
 * Text with account numbers in it: where one has no room on its line, it wraps after four, eight or twelve digits, and
 * never leaves a single digit. What is copied, and what a screen reader is told, stays one number.
 */
export function LongNumbers({ text }: { readonly text: string }) {
  return text.split(GROUP_ENDS).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no state, and may be equal
    <Fragment key={index}>
      {index === 0 ? null : <wbr />}
      {part}
    </Fragment>
  ));
}
