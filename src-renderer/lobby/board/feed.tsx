import { memo } from 'react';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { type FeedRow, masked } from './history.ts';

interface FeedProps {
  readonly rows: readonly FeedRow[];
  readonly mask: boolean;
  readonly onSession: (session: string) => void;
}

/** Newer ones push the others out faster than anybody reads; the table view has more. */
const DRAWN = 25;

/** Transfers as they are committed, newest first. */
export const Feed = memo(function Feed({ rows, mask, onSession }: FeedProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <section className="panel feed" aria-labelledby="feed-heading">
      <h3 id="feed-heading">{words.feed}</h3>
      {rows.length === 0 ? (
        <p className="hint">{words.feedEmpty}</p>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
        <div className="scroll" tabIndex={0}>
          <TransferTable rows={rows.slice(0, DRAWN)} mask={mask} onSession={onSession} />
        </div>
      )}
    </section>
  );
});

export function TransferTable({ rows, mask, onSession }: Partial<FeedProps> & Pick<FeedProps, 'rows' | 'mask'>) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  return (
    <table className="figures">
      <thead>
        <tr>
          <th scope="col">{columns.number}</th>
          <th scope="col">{columns.kind}</th>
          <th scope="col">{columns.from}</th>
          <th scope="col">{columns.to}</th>
          <th scope="col" className="number">
            {columns.amount}
          </th>
          <th scope="col">{columns.at}</th>
          {onSession === undefined ? null : <th scope="col">{columns.session}</th>}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <TransferRow key={row.transfer.sequence} row={row} mask={mask} language={language} onSession={onSession} />
        ))}
      </tbody>
    </table>
  );
}

interface TransferRowProps extends Pick<FeedProps, 'mask'> {
  readonly row: FeedRow;
  readonly language: Language;
  readonly onSession: FeedProps['onSession'] | undefined;
}

/** Drawn once: a transfer never changes, and dozens of them would be drawn five times a second. */
const TransferRow = memo(function TransferRow({ row, mask, language, onSession }: TransferRowProps) {
  const { transfer, session } = row;
  return (
    <tr>
      <td>{language.number(transfer.sequence)}</td>
      <td>
        <span className={`kind ${transfer.kind}`}>{language.strings.lobby.kinds[transfer.kind]}</span>
      </td>
      <td className="code">{partyOf(transfer.debit, mask, language)}</td>
      <td className="code">{partyOf(transfer.credit, mask, language)}</td>
      <td className="number">{language.money(transfer.amount)}</td>
      <td>{language.time(transfer.at)}</td>
      {onSession === undefined ? null : (
        <td>
          <button type="button" className="link code" onClick={() => onSession(session)}>
            {session}
          </button>
        </td>
      )}
    </tr>
  );
});

/** The bank's own account as the bank writes it in a transfer. */
const CASH = 'cash';

function partyOf(account: string, mask: boolean, language: Language): string {
  return account === CASH ? language.strings.lobby.cash : language.digits(masked(account, mask));
}
