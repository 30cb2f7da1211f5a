import { useEffect, useState } from 'react';
import { DialogTrigger } from 'react-aria-components';
import type { EndedSession } from '../../../src-main/contract/board.ts';
import { isCrowdAccount } from '../../../src-main/contract/crowd.ts';
import { type FailureFields, failureFields } from '../../../src-main/contract/failure.ts';
import { Button, Switch } from '../../ui/controls/controls.tsx';
import { ScrollArea, Table } from '../../ui/controls/table.tsx';
import { Waiting } from '../../ui/controls/waiting.tsx';
import { WindowDialog } from '../../ui/controls/window-dialog.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { clientName, sessionNumber, shownAccount } from '../board/sessions/session-name.ts';
import { SessionSheet } from './session-sheet.tsx';
import type { Sessions } from './sessions.ts';
import { useSession } from './use-session.ts';

/** How often the open list is asked for anew, ms. */
const ASK_MS = 2000;
const NONE: readonly never[] = [];

interface EndedSessionsProps {
  readonly sessions: Sessions;
  readonly mask: boolean;
}

/** The sessions that ended last, each of which opens in the same sheet as an open one. */
export function EndedSessionsButton({ sessions, mask }: EndedSessionsProps) {
  const words = useLanguage().strings.lobby;
  return (
    <DialogTrigger>
      <Button small>{words.endedSessions}</Button>
      <WindowDialog name="ended-sessions" title={words.endedSessions}>
        <EndedSessions sessions={sessions} mask={mask} />
      </WindowDialog>
    </DialogTrigger>
  );
}

function EndedSessions({ sessions, mask }: EndedSessionsProps) {
  const [list, setList] = useState<readonly EndedSession[] | null>(null);
  const [failure, setFailure] = useState<FailureFields | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const watched = useSession(sessions, chosen);
  const { failure: wordsOf } = useLanguage();
  useEffect(() => {
    let shown = true;
    const ask = () =>
      sessions.ended().then(
        (ended) => {
          if (!shown) return;
          setList(ended);
          setFailure(null);
        },
        (thrown: unknown) => shown && setFailure(failureFields(thrown)),
      );
    const timer = setInterval(() => void ask(), ASK_MS);
    void ask();
    return () => {
      shown = false;
      clearInterval(timer);
    };
  }, [sessions]);
  return (
    <>
      {failure === null ? null : <p role="alert">{wordsOf(failure)}</p>}
      {list === null && failure === null ? <Waiting /> : null}
      {list === null ? null : <EndedList list={list} mask={mask} onSession={setChosen} />}
      {chosen === null ? null : (
        <SessionSheet id={chosen} watched={watched} seen={NONE} mask={mask} onClose={() => setChosen(null)} />
      )}
    </>
  );
}

interface EndedListProps {
  readonly list: readonly EndedSession[];
  readonly mask: boolean;
  readonly onSession: (id: string) => void;
}

export function EndedList({ list, mask, onSession }: EndedListProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { columns } = words;
  const [crowd, setCrowd] = useState(false);
  const rows = crowd ? list : list.filter(({ account }) => account === null || !isCrowdAccount(account));
  return (
    <>
      <p className="hint">{language.digits(words.endedHint)}</p>
      <Switch isSelected={crowd} onChange={setCrowd}>
        {words.endedCrowd}
      </Switch>
      {rows.length === 0 ? (
        <p className="hint">{words.endedNone}</p>
      ) : (
        <ScrollArea>
          <Table
            columns={[
              ...[columns.ended, columns.session, columns.account, columns.protocol, columns.peer],
              ...[{ number: columns.operations }, { number: words.transfers }],
            ]}
          >
            {rows.map((session) => (
              <tr key={session.id}>
                <td>{language.time(session.ended)}</td>
                <td>
                  <button type="button" className="link code" onClick={() => onSession(session.id)}>
                    {sessionNumber(session.id, language)}
                  </button>
                </td>
                <td className={session.account === null ? '' : 'code'}>
                  {session.account === null ? words.notLoggedIn : shownAccount(session.account, mask, language)}
                </td>
                <td>{words.protocols[session.protocol].name}</td>
                <td className="code">{clientName(session, language)}</td>
                <td className="number">{language.number(session.operations)}</td>
                <td className="number">{language.number(session.wrote)}</td>
              </tr>
            ))}
          </Table>
        </ScrollArea>
      )}
    </>
  );
}
