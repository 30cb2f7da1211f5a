import type { ComponentPropsWithoutRef, ReactNode } from 'react';

/** A column's heading; `number` where its cells are numbers, which stand under each other by their last digit. */
export type Column = string | { readonly number: string };

interface TableProps {
  readonly columns: readonly Column[];
  readonly caption?: string;
  /** Rows. */
  readonly children: ReactNode;
}

/** A table of figures: digits of one width, numbers at the end of their column. */
export function Table({ columns, caption, children }: TableProps) {
  return (
    <table className="figures">
      {caption === undefined ? null : <caption>{caption}</caption>}
      <thead>
        <tr>
          {columns.map((column) =>
            typeof column === 'string' ? (
              <th key={column} scope="col">
                {column}
              </th>
            ) : (
              <th key={column.number} scope="col" className="number">
                {column.number}
              </th>
            ),
          )}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** What scrolls by itself: it can be reached, and so scrolled, by keyboard. With a label it is a region of that name. */
export function ScrollArea({ className = '', ...props }: ComponentPropsWithoutRef<'section'>) {
  const Area = props['aria-label'] === undefined ? 'div' : 'section';
  return <Area className={`scroll ${className}`.trim()} tabIndex={0} {...props} />;
}
