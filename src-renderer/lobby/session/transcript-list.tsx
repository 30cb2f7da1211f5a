import type { TranscriptLine } from '../../../src-main/contract/board.ts';
import { useLanguage } from '../../ui/language/language-context.tsx';
import { maskedTranscript } from './transcript.ts';
import { useNewest } from './use-newest.ts';

interface TranscriptListProps {
  readonly lines: readonly TranscriptLine[];
  readonly mask: boolean;
}

/** What both sides said, with the time of each line and the transfer that it made. */
export function TranscriptList({ lines, mask }: TranscriptListProps) {
  const language = useLanguage();
  const words = language.strings.lobby;
  const newest = useNewest<HTMLOListElement>(lines.at(-1)?.number);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls must be reachable by keyboard
    <ol className="transcript" tabIndex={0} aria-label={words.transcript} {...newest}>
      {maskedTranscript(lines, mask).map((line) => (
        <li key={line.number} className={line.direction}>
          <time className="figures" dateTime={new Date(line.at).toISOString()}>
            {language.exactTime(line.at)}
          </time>
          <span className="speaker">{words.said[line.direction]}</span>
          <pre className="code">{line.text.replace(/\n$/, '')}</pre>
          {line.wrote === null ? null : <span className="wrote">{words.wroteRow(language.number(line.wrote))}</span>}
        </li>
      ))}
    </ol>
  );
}
