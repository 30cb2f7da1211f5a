import { memo, type ReactNode, useState } from 'react';
import { Button } from 'react-aria-components';
import type { SessionView } from '../../../../src-main/contract/board.ts';
import { PROTOCOL_NAMES } from '../../../../src-main/contract/protocols.ts';
import { useLanguage } from '../../../ui/language/language-context.tsx';
import { CrowdLane } from './crowd-lane.tsx';
import { sessionName, sessionNumber, sessionReading } from './session-name.ts';

/** With more sessions than this, a lane draws them as dots. */
const CROWDED = 24;
/** What the board's picture spares for the sessions, CSS pixels: charts and transfers stay in sight below them. */
const LANE_HEIGHT = 72;

interface SessionsProps {
  readonly sessions: readonly SessionView[];
  readonly open: number;
  readonly mask: boolean;
  readonly onSession: (session: string) => void;
}

interface ThreadsProps extends SessionsProps {
  readonly threads: number;
  /** Connections since the bank was started. */
  readonly accepted: number;
}

/** All sessions in one lane. */
export function SessionsPanel(props: SessionsProps) {
  const { strings } = useLanguage();
  return (
    <Panel {...props} title={strings.lobby.sessions}>
      {(onPoint) =>
        props.sessions.length === 0 ? null : (
          <div className="lane">
            <Lane {...props} height={LANE_HEIGHT} onPoint={onPoint} />
          </div>
        )
      }
    </Panel>
  );
}

/** One lane for each session thread, with the sessions that run on it. */
export function ThreadsPanel({ threads, accepted, ...props }: ThreadsProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const { sessions } = props;
  // A bank without session threads serves all sessions where they are accepted: one lane.
  const lanes = Math.max(1, threads, ...sessions.map(({ thread }) => thread + 1));
  return (
    <Panel {...props} title={words.viewThreads}>
      {(onPoint) => (
        <>
          {Array.from({ length: lanes }, (_, thread) => {
            const here = sessions.filter((session) => session.thread === thread);
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: the index is the thread's name
              <div className="lane named" key={thread}>
                <p className="lane-name figures">
                  {words.lane(language.number(thread + 1))}
                  <span>{language.number(here.length)}</span>
                </p>
                <Lane {...props} sessions={here} height={Number.POSITIVE_INFINITY} onPoint={onPoint} />
              </div>
            );
          })}
          <p className="hint figures">
            {words.accepted}: {language.number(accepted)}
          </p>
        </>
      )}
    </Panel>
  );
}

interface PanelProps extends SessionsProps {
  readonly title: string;
  readonly children: (onPoint: (session: string | null) => void) => ReactNode;
}

/** Its heading tells how many there are, and of the one that is pointed at all that is known. */
function Panel({ title, sessions, open, mask, children }: PanelProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const [pointed, setPointed] = useState<string | null>(null);
  const session = sessions.find(({ id }) => id === pointed);
  return (
    <section className="panel lanes" aria-labelledby="lanes-heading">
      <header>
        <h3 id="lanes-heading">{title}</h3>
        {PROTOCOL_NAMES.map((protocol) => (
          <span className={`legend ${protocol}`} key={protocol}>
            {words.protocols[protocol].name}
          </span>
        ))}
        <span className="aside figures">
          {session === undefined
            ? words.sessionCount(open, language.number(open))
            : sessionReading(session, mask, language)}
        </span>
      </header>
      {children(setPointed)}
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

interface LaneProps extends Pick<SessionsProps, 'sessions' | 'mask' | 'onSession'> {
  readonly height: number;
  readonly onPoint: (session: string | null) => void;
}

/** Sessions as chips with their names; of many, as dots. */
function Lane({ sessions, mask, height, onSession, onPoint }: LaneProps) {
  if (sessions.length > CROWDED) {
    return <CrowdLane sessions={sessions} mask={mask} height={height} onSession={onSession} onPoint={onPoint} />;
  }
  return (
    <ul>
      {sessions.map((session) => (
        <Chip key={session.id} session={session} mask={mask} onOpen={onSession} onPoint={onPoint} />
      ))}
    </ul>
  );
}

interface ChipProps extends Pick<LaneProps, 'mask' | 'onPoint'> {
  readonly session: SessionView;
  readonly onOpen: (session: string) => void;
}

const Chip = memo(
  function Chip({ session, mask, onOpen, onPoint }: ChipProps) {
    const language = useLanguage();
    const words = language.strings.lobby;
    const point = (on: boolean) => onPoint(on ? session.id : null);
    return (
      <li>
        <Button
          className={`chip ${session.protocol}`}
          onPress={() => onOpen(session.id)}
          onHoverChange={point}
          onFocusChange={point}
        >
          {/* A new key at each operation plays the flash anew. */}
          <span className="pulse" key={session.operations} />
          <span className="for-screen-readers">{words.openSession(sessionNumber(session.id, language))}: </span>
          {sessionName(session, mask, language)}
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
