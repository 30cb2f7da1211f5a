import { z } from 'zod';
import { KEY_CHARS, MAX_AMOUNT_CENTS, STATEMENT_PAGE } from './limits.ts';
import { TRANSFER_KINDS } from './money.ts';
import { ALL_REFUSAL_CODES, type AnyRefusal } from './refusals.ts';

/**
 * The terminal protocol (port 9998): one JSON object a line, UTF-8, both ends parse with these schemas.
 * A request carries `id`, echoed in its reply; requests that move money carry an idempotency `key`.
 */
export const TERMINAL_VERSION = 1;

const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
/** An account number: 1 to 16 digits. */
export const accountSchema = z.string().regex(/^\d{1,16}$/);
/** A PIN as typed: 3 to 12 digits. */
export const pinSchema = z.string().regex(/^\d{3,12}$/);
/** Cents, 1..MAX_AMOUNT_CENTS. */
export const amountSchema = z.number().int().min(1).max(MAX_AMOUNT_CENTS);
const keyText = (text = z.string()) =>
  text
    .min(8)
    .max(KEY_CHARS)
    .regex(/^[\w.:-]+$/);
/** Made by the client with enough randomness never to collide (a UUID). */
export const keySchema = keyText();
/**
 * The key that a reservation was made under, which only the terminal that made it knows. Its number would not do: that
 * stands in every statement, so the customer could void it from elsewhere while the machine pays the notes.
 */
const reservationSchema = keyText(z.string('takes the key that the reserve was made under; its number does not do'));
/** What the machine paid out on a reservation: cents, 0..MAX_AMOUNT_CENTS. */
const paidSchema = z.number().int().min(0).max(MAX_AMOUNT_CENTS);
/** Position of a transfer in the ledger. */
export const sequenceSchema = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const sequence = sequenceSchema;
const cents = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER);

/**
 * Until when the request is valid: ms since the bank answered this connection's hello. Where the bank takes it up later,
 * it is not done. Without it, a copy that was held on its way can be done at any time while its connection lasts.
 */
const until = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional();

const requests = [
  /** First message of a connection: agrees on the version. `terminal` names the machine on the live board. */
  z.object({ id, op: z.literal('hello'), version: z.number().int(), terminal: z.string().max(64).optional() }),
  z.object({ id, op: z.literal('login'), account: accountSchema, pin: z.string().max(64) }),
  z.object({ id, op: z.literal('balance') }),
  z.object({ id, op: z.literal('deposit'), amount: amountSchema, key: keySchema, until }),
  z.object({ id, op: z.literal('withdraw'), amount: amountSchema, key: keySchema, until }),
  z.object({ id, op: z.literal('transfer'), to: accountSchema, amount: amountSchema, key: keySchema, until }),
  /** Whether money can be sent to that account, asked before the amount. */
  z.object({ id, op: z.literal('payee'), to: accountSchema }),
  /** Reserves a withdrawal; post it when the notes were taken (in part, if fewer were paid), void it when not. */
  z.object({ id, op: z.literal('reserve'), amount: amountSchema, key: keySchema, until }),
  z.object({ id, op: z.literal('post'), reservation: reservationSchema, amount: amountSchema, key: keySchema }),
  z.object({ id, op: z.literal('void'), reservation: reservationSchema, key: keySchema }),
  /** Settles a reservation, logged in or not: posts what was paid, or voids it where that is 0. */
  z.object({ id, op: z.literal('settle'), reservation: reservationSchema, paid: paidSchema, key: keySchema }),
  /** Undoes one's own deposit, withdrawal or post, or gives a payment back that one received. */
  z.object({ id, op: z.literal('reverse'), refers: sequence, key: keySchema }),
  z.object({ id, op: z.literal('change-pin'), pin: z.string().max(64), newPin: z.string().max(64) }),
  z.object({
    id,
    op: z.literal('statement'),
    before: sequence.optional(),
    limit: z.number().int().min(1).max(STATEMENT_PAGE),
  }),
  z
    .object({ id, op: z.literal('look-up'), sequence: sequence.optional(), key: keySchema.optional() })
    .refine((by) => (by.sequence === undefined) !== (by.key === undefined), {
      error: 'takes either a sequence or a key',
      path: ['look-up'],
    }),
  /** Keeps the session alive: the 'more time' button. */
  z.object({ id, op: z.literal('stay') }),
  /** Ends the session: the reply has the final balance, then the bank closes the connection. */
  z.object({ id, op: z.literal('leave') }),
] as const;
const OPERATIONS = requests.map(({ shape }) => shape.op.value);

export const terminalRequestSchema = z.discriminatedUnion('op', requests, {
  error: ({ code }) => (code === 'invalid_union' ? `takes one of ${OPERATIONS.join(', ')}` : undefined),
});
export type TerminalRequest = z.infer<typeof terminalRequestSchema>;
export type TerminalOperation = TerminalRequest['op'];

export const transferSchema = z.object({
  sequence,
  kind: z.enum(TRANSFER_KINDS),
  debit: z.string(),
  credit: z.string(),
  amount: cents,
  /** Sent only to a client that has named it: a reservation's key proves whose it is. */
  key: z.string().optional(),
  refers: sequence.nullable(),
  at: z.number().int(),
  hash: z.string(),
});

export const terminalErrorCodeSchema = z.enum(ALL_REFUSAL_CODES);
export type TerminalErrorCode = AnyRefusal;

/** What a customer is answered, by the bank to the ATM and by the ATM to its window alike. */
export const balanceSchema = z.object({ balance: cents });
export type Balance = z.infer<typeof balanceSchema>;
/** `balance` is what was available right after the transfer. */
export const movedSchema = z.object({ transfer: transferSchema, balance: cents });
export type MoneyMoved = z.infer<typeof movedSchema>;
/** Newest first; `balance` is what was available right after the newest of these; null where they don't tell. */
export const statementSchema = z.object({
  transfers: z.array(transferSchema),
  more: z.boolean(),
  balance: cents.nullable(),
});
export type Statement = z.infer<typeof statementSchema>;

const ok = { id, ok: z.literal(true) };
const moved = z.object({ ...ok, ...movedSchema.shape, repeated: z.boolean() });

/** The reply to each operation when it succeeds. */
export const terminalReplySchemas = {
  /** `books` identifies the set of books: a request that was sent to another set must not be repeated on this one. */
  hello: z.object({
    ...ok,
    version: z.literal(TERMINAL_VERSION),
    bank: z.string(),
    books: z.string().max(64),
    session: z.string(),
  }),
  login: z.object({ ...ok, account: accountSchema, ...balanceSchema.shape }),
  balance: z.object({ ...ok, ...balanceSchema.shape }),
  deposit: moved,
  withdraw: moved,
  transfer: moved,
  payee: z.object(ok),
  reserve: moved,
  post: moved,
  void: moved,
  /** Neither account nor balance: nobody need be logged in. `sequence` is that of the post or void. */
  settle: z.object({ ...ok, sequence, repeated: z.boolean() }),
  reverse: moved,
  'change-pin': z.object(ok),
  statement: z.object({ ...ok, ...statementSchema.shape }),
  'look-up': z.object({ ...ok, transfer: transferSchema }),
  stay: z.object(ok),
  leave: z.object({ ...ok, ...balanceSchema.shape }),
} satisfies Record<TerminalOperation, z.ZodType>;
export type TerminalReplies = { [Op in TerminalOperation]: z.infer<(typeof terminalReplySchemas)[Op]> };

/** The reply when an operation fails; `id` is null where the request's own could not be read. */
export const terminalErrorSchema = z.object({
  id: id.nullable(),
  ok: z.literal(false),
  error: z.object({
    code: terminalErrorCodeSchema,
    message: z.string(),
    /** ms. */
    retryAfter: z.number().optional(),
    triesLeft: z.number().int().optional(),
  }),
});

/** What the bank says unasked. */
export const terminalEventSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('balance'), balance: cents, transfer: transferSchema }),
  z.object({ event: z.literal('session-ending'), inMs: z.number().int() }),
  z.object({
    event: z.literal('session-ended'),
    /** `pin-changed`: by another session of the account. */
    reason: z.enum(['idle', 'login', 'line', 'output', 'pin-changed']),
    balance: cents.optional(),
  }),
  z.object({ event: z.literal('account-locked') }),
  z.object({ event: z.literal('closing') }),
]);
export type TerminalEvent = z.infer<typeof terminalEventSchema>;
