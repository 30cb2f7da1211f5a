import { Fragment } from 'react';

/** A number that may have no room on its line, in Latin or Arabic digits. */
const LONG = /(\p{Nd}{5,})/u;
/** The end of each group of four digits that at least two others follow. */
const GROUP_ENDS = /(?<=^(?:\p{Nd}{4})+)(?=\p{Nd}{2})/u;

/**
 * Text with account numbers in it: one that has no room on its line stands on the next, and wraps there after four,
 * eight or twelve digits, but never leaves a single digit. What is copied, and what a screen reader is told, stays one
 * number.
 */
export function LongNumbers({ text }: { readonly text: string }) {
  return text.split(LONG).map((part, index) =>
    LONG.test(part) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts have no state, and may be equal
      <span key={index} className="long-number">
        {part.split(GROUP_ENDS).map((group, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <Fragment key={place}>
            {place === 0 ? null : <wbr />}
            {group}
          </Fragment>
        ))}
      </span>
    ) : (
      part
    ),
  );
}
