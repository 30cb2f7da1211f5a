import { memo } from 'react';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import type { Language } from '../../ui/language/language.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import type { FeedRow } from './history.ts';
import { sessionNumber, shownAccount } from './sessions/session-name.ts';
import type { Holding } from './use-holding.ts';

/** A row of a table that may have no commits. */
type Row = Pick<FeedRow, 'transfer' | 'session'> & Partial<Pick<FeedRow, 'commit'>>;

interface FeedProps extends TransferProps {
  /** Whether they are kept as they were, because somebody points at them or at the commits. */
  readonly held: boolean;
  readonly holding: Holding;
}

interface TransferProps {
  readonly rows: readonly FeedRow[];
  readonly mask: boolean;
  readonly onSession: (session: string) => void;
  /** Number of the commit that is marked, here and among the bars; null: none. */
  readonly marked: number | null;
  readonly onMark: (commit: number | null) => void;
}

/** Newer ones push the others out faster than anybody reads; the table view has more. */
const DRAWN = 25;

/** Transfers as they are committed, newest first. */
export const Feed = memo(function Feed({ rows, held, holding, ...props }: FeedProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  return (
    <section className="panel feed" aria-labelledby="feed-heading">
      <header>
        <h3 id="feed-heading">{words.feed}</h3>
        <span className="aside">{held ? words.feedHeld : null}</span>
      </header>
      {rows.length === 0 ? (
        <p className="hint">{words.feedEmpty}</p>
      ) : (
        <ScrollArea {...holding}>
          <TransferTable rows={rows.slice(0, DRAWN)} {...props} />
        </ScrollArea>
      )}
    </section>
  );
});

interface TransferTableProps extends Pick<TransferProps, 'mask'>, Partial<Omit<TransferProps, 'rows' | 'mask'>> {
  /** Each with its commit where the table has sessions. */
  readonly rows: readonly Row[];
  /** Whether their days are told, too: they may be of any. */
  readonly dated?: boolean;
}

/** @param onSession without it, the table has neither sessions nor commits */
export function TransferTable({ rows, mask, dated = false, onSession, marked = null, onMark }: TransferTableProps) {
  const language = useLanguage();
  const { columns } = language.strings.lobby;
  return (
    <Table
      columns={[
        ...[columns.number, columns.kind, columns.from, columns.to],
        { number: columns.amount },
        columns.at,
        ...(onSession === undefined ? [] : [columns.commit, columns.session]),
      ]}
    >
      {rows.map((row) => (
        <TransferRow
          key={row.transfer.sequence}
          {...row}
          mask={mask}
          dated={dated}
          marked={row.commit !== undefined && row.commit === marked}
          language={language}
          onSession={onSession}
          onMark={onMark}
        />
      ))}
    </Table>
  );
}

interface TransferRowProps extends Row, Pick<TransferProps, 'mask'> {
  readonly marked: boolean;
  readonly dated: boolean;
  readonly language: Language;
  readonly onSession: TransferProps['onSession'] | undefined;
  readonly onMark: TransferProps['onMark'] | undefined;
}

/** Drawn once, and when it is marked: a transfer never changes, and dozens would be drawn five times a second. */
const TransferRow = memo(function TransferRow(props: TransferRowProps) {
  const { transfer, session, commit, mask, marked, dated, language, onSession, onMark } = props;
  const mark = (on: boolean) => () => onMark?.(on ? (commit ?? null) : null);
  return (
    <tr
      className={marked ? 'marked' : undefined}
      onPointerEnter={mark(true)}
      onPointerLeave={mark(false)}
      onFocus={mark(true)}
      onBlur={mark(false)}
    >
      <td>{language.number(transfer.sequence)}</td>
      <td>
        <span className={`kind ${transfer.kind}`}>{language.strings.lobby.kinds[transfer.kind]}</span>
      </td>
      <td className="code">{partyOf(transfer.debit, mask, language)}</td>
      <td className="code">{partyOf(transfer.credit, mask, language)}</td>
      <td className="number">{language.money(transfer.amount)}</td>
      <td>{dated ? language.exactDateTime(transfer.at) : language.time(transfer.at)}</td>
      {onSession === undefined ? null : (
        <>
          <td>{commit === undefined ? '' : language.number(commit)}</td>
          <td>
            <button type="button" className="link code" onClick={() => onSession(session)}>
              {sessionNumber(session, language)}
            </button>
          </td>
        </>
      )}
    </tr>
  );
});

/** The bank's own account as the bank writes it in a transfer. */
const CASH = 'cash';

function partyOf(account: string, mask: boolean, language: Language): string {
  return account === CASH ? language.strings.lobby.cash : shownAccount(account, mask, language);
}
