import { isUtf8 } from 'node:buffer';
import type { z } from 'zod';
import { type TerminalRequest, terminalRequestSchema } from '../../../contract/terminal.ts';
import { hidden } from '../hidden.ts';

/** For people who try the port by hand. */
export const BEGINNING = 'A connection begins with hello: docs/terminal-protocol.md has an example of each message.';

/** What a transcript shows of one message. */
const HEARD_CHARACTERS = 400;

/** A PIN's field up to its value, and the value. */
const PIN_FIELD = /("(?:pin|newPin)"\s*:\s*")([^"]*)/g;

/** What the schema expects, for people who try the port by hand. */
const TAKEN: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a number',
  string: 'a text',
  object: 'an object',
};

/** One line of the terminal protocol as it was understood. `shown`: its bytes with what may be secret hidden. */
export type TerminalMessage =
  | { readonly ok: true; readonly request: TerminalRequest; readonly transcript: string; readonly shown: Uint8Array }
  /** `id` is the request's own where it can be read, so that the error can be matched. */
  | {
      readonly ok: false;
      readonly id: number | null;
      readonly words: string;
      readonly transcript: string;
      readonly shown: Uint8Array;
    };

/** Reads a line without its end. Never throws, whatever the bytes. */
export function readTerminalMessage(line: Buffer): TerminalMessage {
  let text: string;
  let raw: unknown;
  try {
    if (!isUtf8(line)) throw new SyntaxError('not UTF-8');
    text = line.toString('utf8');
    raw = JSON.parse(text);
  } catch {
    const words = 'A message is one JSON object in UTF-8 on a line of its own.';
    return { ok: false, id: null, words, ...unshown(line) };
  }
  const parsed = terminalRequestSchema.safeParse(raw, { error: wrongType });
  if (parsed.success) return { ok: true, request: parsed.data, ...shownOf(line, text, raw as object, parsed.data) };
  const issue = parsed.error.issues[0];
  const words = `${issue?.path.join('.') || 'message'}: ${issue?.message ?? 'not of the protocol'}.`;
  return { ok: false, id: idOf(raw), words, ...unshown(line) };
}

/** @returns undefined where the schema's own words do */
function wrongType(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code !== 'invalid_type') return undefined;
  return issue.input === undefined ? 'is missing' : `takes ${TAKEN[issue.expected] ?? issue.expected}`;
}

function idOf(raw: unknown): number | null {
  const id = typeof raw === 'object' && raw !== null && 'id' in raw ? raw.id : null;
  return typeof id === 'number' && Number.isSafeInteger(id) && id >= 0 ? id : null;
}

/** What people may see of a message: in a transcript, and byte by byte in a trace. */
interface Shown {
  readonly transcript: string;
  readonly shown: Uint8Array;
}

function unshown(line: Buffer): Shown {
  return { transcript: `(${line.length} bytes that are no message)`, shown: hidden(line) };
}

/** The line with its PINs hidden; where one may stand at another place or be written in another way, all of it is. */
function shownOf(line: Buffer, text: string, raw: object, request: TerminalRequest): Shown {
  // What the protocol does not know is left out of the request: it can be a PIN that the operation does not take.
  for (const key in raw) if (!(key in request)) return { transcript: masked(request), shown: hidden(line) };
  if (!('pin' in request)) return { transcript: text.slice(0, HEARD_CHARACTERS), shown: line };
  // A key that is written twice, and letters that are written as escapes, are not found in it.
  const isPlain = withoutSpace(text) === withoutSpace(JSON.stringify(raw));
  const visible = text.replaceAll(PIN_FIELD, (_, before: string, pin: string) => before + '*'.repeat(pin.length));
  return { transcript: masked(request), shown: isPlain ? Buffer.from(visible) : hidden(line) };
}

function withoutSpace(text: string): string {
  return text.replaceAll(/\s/g, '');
}

/** The message with its PINs hidden. */
function masked(request: TerminalRequest): string {
  const shown =
    request.op === 'login'
      ? { ...request, pin: '***' }
      : request.op === 'change-pin'
        ? { ...request, pin: '***', newPin: '***' }
        : request;
  return JSON.stringify(shown).slice(0, HEARD_CHARACTERS);
}
