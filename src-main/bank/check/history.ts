import { z } from 'zod';
import { Failure } from '../../contract/failure.ts';
import { formatDollars } from '../../contract/money.ts';
import { REFUSALS } from '../../contract/refusals.ts';

/**
 * A recorded run of concurrent clients: what each asked, when it asked, when it had the answer, and which. The file
 * is NDJSON: first the opening balances, then one operation a line, in any order.
 */
const cents = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);
const account = z.string().min(1).max(64);

const openingSchema = z.object({ accounts: z.record(account, cents) }).strict();

const answerSchema = z.union([
  /** Done. `balance` of the asking account right after it, where the answer told. */
  z.object({ ok: z.literal(true), balance: cents.optional() }).strict(),
  z.object({ ok: z.literal(false), refusal: z.enum(REFUSALS) }).strict(),
]);
export type HistoryAnswer = z.infer<typeof answerSchema>;

const common = {
  client: z.string().max(64),
  /** When it was asked and answered, by one clock, in any unit. */
  call: z.number(),
  /** Absent with the answer: the outcome is unknown. It may have happened at any time since the call, or never. */
  return: z.number().optional(),
  answer: answerSchema.optional(),
  account,
};
const lineSchema = z.discriminatedUnion('op', [
  z.object({ ...common, op: z.literal('balance') }).strict(),
  z.object({ ...common, op: z.literal('deposit'), amount: cents }).strict(),
  z.object({ ...common, op: z.literal('withdraw'), amount: cents }).strict(),
  z.object({ ...common, op: z.literal('transfer'), amount: cents, to: account }).strict(),
]);
/** One line of the file. */
export type HistoryLine = z.infer<typeof lineSchema>;

/** One operation, of a form that all kinds share. */
export interface Operation {
  /** The line it was read from, 1-based; names the operation in what is printed. */
  readonly line: number;
  readonly client: string;
  readonly op: HistoryLine['op'];
  readonly account: string;
  readonly to: string | null;
  /** Cents; 0 for a balance. */
  readonly amount: number;
  readonly call: number;
  /** Infinity where the outcome is unknown, and in a part of a history for what was answered after it. */
  readonly return: number;
  /** null: the outcome is unknown. */
  readonly answer: HistoryAnswer | null;
}

export interface History {
  /** Cents by account; an account that is not named does not exist. */
  readonly opening: ReadonlyMap<string, number>;
  readonly operations: readonly Operation[];
}

/** @throws Failure `history` that names the line and what is wrong with it. */
export function parseHistory(text: string): History {
  let opening: ReadonlyMap<string, number> | undefined;
  const operations: Operation[] = [];
  for (const [index, words] of text.split('\n').entries()) {
    if (words.trim() === '') continue;
    const line = index + 1;
    const value = parseJson(words, line);
    if (opening === undefined) {
      const first = openingSchema.safeParse(value);
      if (!first.success) throw wrong(line, 'the first line gives the opening balances: {"accounts":{"1998":300000}}');
      opening = new Map(Object.entries(first.data.accounts));
      continue;
    }
    const parsed = lineSchema.safeParse(value);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw wrong(line, `${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'wrong'}`);
    }
    operations.push(toOperation(parsed.data, line));
  }
  if (opening === undefined) throw new Failure('history', 'The history is empty. See the format with --help.');
  return { opening, operations };
}

/** @throws Failure `history` */
export function toOperation(recorded: HistoryLine, line: number): Operation {
  const { client, op, call, answer } = recorded;
  if ((recorded.return === undefined) !== (answer === undefined)) {
    throw wrong(line, 'return and answer come together, or neither: then the outcome is unknown');
  }
  const returned = recorded.return ?? Number.POSITIVE_INFINITY;
  if (returned < call) throw wrong(line, 'the answer came before the call');
  return {
    line,
    client,
    op,
    account: recorded.account,
    to: op === 'transfer' ? recorded.to : null,
    amount: op === 'balance' ? 0 : recorded.amount,
    call,
    return: returned,
    answer: answer ?? null,
  };
}

/** An operation and its answer in words, without the times. */
export function describeOperation({ op, account: number, to, amount, answer }: Operation): string {
  const asked =
    op === 'balance'
      ? `balance of ${number}`
      : op === 'transfer'
        ? `transfer ${formatDollars(amount)} from ${number} to ${to}`
        : `${op} ${formatDollars(amount)} ${op === 'deposit' ? 'to' : 'from'} ${number}`;
  if (answer === null) return `${asked}: outcome unknown`;
  if (!answer.ok) return `${asked}: ${answer.refusal}`;
  return answer.balance === undefined ? `${asked}: done` : `${asked}: ${formatDollars(answer.balance)}`;
}

function parseJson(words: string, line: number): unknown {
  try {
    return JSON.parse(words);
  } catch {
    throw wrong(line, 'it is not JSON');
  }
}

function wrong(line: number, words: string): Failure {
  return new Failure('history', `Line ${line} of the history cannot be read: ${words}.`);
}
