import type { TraceRequest } from '../../src-main/contract/trace/trace.ts';
import type { TraceView } from '../../src-main/contract/trace/trace-memory.ts';
import { ScrollArea, Table } from '../ui/controls/table.tsx';
import { useLanguage } from '../ui/language/language-context.tsx';
import { operationWords } from '../ui/language/operation-words.ts';
import { accountWords, microsWords, sessionName } from './lettering.ts';

interface RequestsTableProps {
  readonly view: TraceView;
  /** Those that are looked for, oldest first. */
  readonly requests: readonly TraceRequest[];
  readonly pinned: number | null;
  readonly mask: boolean;
  readonly onPin: (request: number) => void;
}

/** Rows at most, the newest. */
const ROWS = 100;

/** What the picture says, in words: for who reads or hears it better so. */
export function RequestsTable({ view, requests, pinned, mask, onPin }: RequestsTableProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const { columns } = words;
  const batches = new Map(view.batches.map((batch) => [batch.id, batch]));
  return (
    <ScrollArea className="requests">
      <Table
        columns={[
          ...[columns.time, columns.session, columns.operation, columns.account, columns.outcome],
          ...[columns.wait, columns.whole, columns.commit, columns.receipt].map((number) => ({ number })),
        ]}
      >
        {requests
          .slice(-ROWS)
          .reverse()
          .map((request) => {
            const batch = batches.get(request.batch?.id ?? 0);
            const begin = request.firstByte ?? request.asked;
            return (
              <tr key={request.id} aria-selected={request.id === pinned} className={request.outcome}>
                <td className="code">{language.exactTime(view.origin + request.asked / 1_000)}</td>
                <td>{sessionName(language, view.sessions.get(request.session), request.session)}</td>
                <td>
                  <button type="button" className="link" onClick={() => onPin(request.id)}>
                    {operationWords(language, request)}
                  </button>
                </td>
                <td className="code">
                  {request.account === null ? '' : accountWords(language, request.account, mask)}
                </td>
                <td>{words.outcomes[request.outcome]}</td>
                <td className="number">
                  {batch === undefined ? '' : microsWords(language, Math.max(0, batch.taken - request.asked))}
                </td>
                <td className="number">{request.sent === null ? '' : microsWords(language, request.sent - begin)}</td>
                <td className="number">{batch?.commit == null ? '' : language.number(batch.commit)}</td>
                <td className="number">{request.sequence === null ? '' : language.number(request.sequence)}</td>
              </tr>
            );
          })}
      </Table>
    </ScrollArea>
  );
}
