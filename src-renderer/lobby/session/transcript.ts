import type { TranscriptLine } from '../../../src-main/contract/board.ts';
import { masked } from '../board/history.ts';

/** What the teletype asks before an account number is typed, and after. */
const ASKS_ACCOUNT = /Enter account number: $/;
const ASKS_PIN = /^Enter PIN: /;
/** Where the terminal protocol writes an account number; a long line may be cut off within one. */
const ACCOUNT_FIELD = /("(?:account|to|debit|credit)":")(\d+)("?)/g;
/** Lines that an open sheet keeps, at most; the bank keeps fewer. */
const LINES = 2_000;

/** What was read of a session before, and what is read now: the bank keeps only the newest lines of a long one. */
export function joinedLines(before: readonly TranscriptLine[], now: readonly TranscriptLine[]): TranscriptLine[] {
  const first = now[0]?.number ?? Number.POSITIVE_INFINITY;
  return [...before.filter(({ number }) => number < first), ...now].slice(-LINES);
}

/** A session's lines with all but the last two digits of account numbers hidden. */
export function maskedTranscript(lines: readonly TranscriptLine[], mask: boolean): readonly TranscriptLine[] {
  if (!mask) return lines;
  return lines.map((line, index) => {
    if (line.direction === 'in' && isAccountTyped(lines[index - 1], lines[index + 1])) {
      return { ...line, text: masked(line.text, mask) };
    }
    const text = line.text.replaceAll(ACCOUNT_FIELD, (_all, name: string, account: string, end: string) =>
      // The last two digits of a number that was cut off are not the account's.
      end === '' ? `${name}··` : `${name}${masked(account, mask)}${end}`,
    );
    return { ...line, text };
  });
}

/** Only the newest lines are kept: of the oldest one, the question may be gone. */
function isAccountTyped(before: TranscriptLine | undefined, after: TranscriptLine | undefined): boolean {
  if (before?.direction === 'out' && ASKS_ACCOUNT.test(before.text)) return true;
  return after?.direction === 'out' && ASKS_PIN.test(after.text);
}
