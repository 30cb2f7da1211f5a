import { requestOf, type TraceView } from '../../../src-main/contract/trace/trace-memory.ts';
import { Button } from '../../ui/controls/controls.tsx';
import { CloseIcon } from '../../ui/controls/icons.tsx';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { operationWords } from '../../ui/language/operation-words.ts';
import { accountWords, sessionName } from '../lettering.ts';
import { bytesOf, type Story, storyOf } from '../story.ts';
import { Bytes } from './bytes.tsx';
import { sentenceOf } from './sentence.ts';
import { Waterfall } from './waterfall.tsx';

interface DetailProps {
  readonly view: TraceView;
  readonly request: number;
  readonly mask: boolean;
  readonly onPin: (request: number | null) => void;
  readonly onCapture: (session: number) => void;
}

/** One request: what happened, its times, its bytes, and what it did to the books. */
export function Detail({ view, request: id, mask, onPin, onCapture }: DetailProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const request = requestOf(view.requests, id);
  if (request === undefined) return null;
  const story = storyOf(view, request);
  const session = view.sessions.get(request.session);
  const who = sessionName(language, session, request.session);
  const numbers = mask ? [request.account, request.to, session?.account].filter((one) => one != null) : [];
  return (
    <section className="detail" aria-label={operationWords(language, request)}>
      <header>
        <h2>{operationWords(language, request)}</h2>
        <Button look="quiet" small aria-label={words.close} onPress={() => onPin(null)}>
          <CloseIcon />
        </Button>
      </header>
      <p className={`sentence ${request.outcome}`} role="status">
        {sentenceOf(story, who, language)}
      </p>
      <h3>{words.waterfall}</h3>
      <Waterfall story={story} />
      <Books story={story} mask={mask} onPin={onPin} view={view} />
      <h3>{words.bytes}</h3>
      {bytesOf(view, request).map((run) => (
        <Bytes key={run.side} run={run} numbers={numbers} since={request.firstByte ?? request.asked} />
      ))}
      <Button small onPress={() => onCapture(request.session)}>
        {words.exportCapture}
      </Button>
      <p className="hint">{words.exportCaptureHint}</p>
    </section>
  );
}

interface BooksProps extends Pick<DetailProps, 'view' | 'mask' | 'onPin'> {
  readonly story: Story;
}

/** Commit, receipt, balances and hashes. */
function Books({ story, mask, view, onPin }: BooksProps) {
  const language = useLanguage();
  const words = language.strings.lab;
  const { request, batch, mates, before, after, hashBefore } = story;
  const facts: (readonly [string, string | null, boolean?])[] = [
    [words.columns.account, request.account && accountWords(language, request.account, mask)],
    [words.commitNumber, batch?.commit == null ? null : language.number(batch.commit)],
    [words.receipt, request.sequence === null ? null : language.number(request.sequence)],
    [words.balanceBefore, before === null ? null : language.money(before)],
    [words.balanceAfter, after === null ? null : language.money(after)],
    [words.hashBefore, hashBefore, true],
    [words.hash, request.hash, true],
  ];
  return (
    <>
      <h3>{words.ledger}</h3>
      <dl className="facts figures">
        {facts.map(([name, value, code]) =>
          value === null ? null : (
            <div key={name}>
              <dt>{name}</dt>
              <dd className={code === true ? 'code hash' : ''}>{value}</dd>
            </div>
          ),
        )}
      </dl>
      {mates.length === 0 ? null : (
        <>
          <h3>{words.mates}</h3>
          <ul className="mates">
            {mates.slice(0, MATES).map((mate) => (
              <li key={mate.id}>
                <button type="button" className="link" onClick={() => onPin(mate.id)}>
                  {sessionName(language, view.sessions.get(mate.session), mate.session)} ·{' '}
                  {operationWords(language, mate)}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
}

/** Requests of the same commit that are named, at most. */
const MATES = 12;
