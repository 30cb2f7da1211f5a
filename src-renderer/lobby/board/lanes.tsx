import { memo } from 'react';
import { Button } from 'react-aria-components';
import type { SessionView } from '../../../src-main/contract/board.ts';
import { PROTOCOL_NAMES } from '../../../src-main/contract/protocols.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { CrowdLane } from './crowd-lane.tsx';
import { masked } from './history.ts';

/** With more sessions than this, a lane draws them as dots. */
const CROWDED = 24;

interface LanesProps {
  readonly threads: number;
  readonly sessions: readonly SessionView[];
  readonly open: number;
  readonly mask: boolean;
  readonly onSession: (session: string) => void;
}

/** One lane for each session thread, with the sessions that run on it. */
export function Lanes({ threads, sessions, open, mask, onSession }: LanesProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  // A bank without session threads serves all sessions where they are accepted: one lane.
  const lanes = Math.max(1, threads, ...sessions.map(({ thread }) => thread + 1));
  return (
    <section className="panel lanes" aria-labelledby="lanes-heading">
      <header>
        <h3 id="lanes-heading">{words.sessions}</h3>
        {PROTOCOL_NAMES.map((protocol) => (
          <span className={`legend ${protocol}`} key={protocol}>
            {words.protocols[protocol].name}
          </span>
        ))}
        <span className="aside figures">{words.sessionCount(open, language.number(open))}</span>
      </header>
      {Array.from({ length: lanes }, (_, thread) => {
        const here = sessions.filter((session) => session.thread === thread);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the index is the thread's name
          <div className="lane" key={thread}>
            <p className="lane-name figures">
              {words.lane(language.number(thread + 1))}
              <span>{language.number(here.length)}</span>
            </p>
            {here.length > CROWDED ? (
              <CrowdLane sessions={here} onSession={onSession} />
            ) : (
              <ul>
                {here.map((session) => (
                  <Chip key={session.id} session={session} mask={mask} onOpen={onSession} />
                ))}
              </ul>
            )}
          </div>
        );
      })}
      {open > sessions.length && sessions.length > 0 ? (
        <p className="hint">{words.moreSessions(language.number(open - sessions.length))}</p>
      ) : null}
      {open === 0 ? (
        <div className="nobody">
          <p>{words.nobody}</p>
          <p className="hint">{words.nobodyHint}</p>
        </div>
      ) : null}
    </section>
  );
}

interface ChipProps {
  readonly session: SessionView;
  readonly mask: boolean;
  readonly onOpen: (session: string) => void;
}

const Chip = memo(
  function Chip({ session, mask, onOpen }: ChipProps) {
    const language = useLanguage();
    const words = language.strings.lobby;
    const who = session.account === null ? words.notLoggedIn : language.digits(masked(session.account, mask));
    return (
      <li>
        <Button className={`chip ${session.protocol}`} onPress={() => onOpen(session.id)}>
          {/* A new key at each operation plays the flash anew. */}
          <span className="pulse" key={session.operations} />
          <span className="for-screen-readers">{words.openSession(session.id)}: </span>
          {session.account === null ? who : <span className="code">{who}</span>}
        </Button>
      </li>
    );
  },
  (before, after) =>
    before.session.id === after.session.id &&
    before.session.operations === after.session.operations &&
    before.session.account === after.session.account &&
    before.mask === after.mask &&
    before.onOpen === after.onOpen,
);
