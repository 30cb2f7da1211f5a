import { z } from 'zod';
import { failureFieldsShape } from './failure-fields.ts';
import { movedSchema } from './terminal.ts';

/** Data that a window and its ATM exchange; the calls themselves are in contract/windows.ts. Amounts in cents. */

/** The kinds of a money request, named as the transfers that they become. */
export const MONEY_KINDS = ['deposit', 'withdrawal', 'transfer'] as const;
export type MoneyKind = (typeof MONEY_KINDS)[number];

/** Bank notes by denomination; `denomination` in cents, the largest first. */
export const notesSchema = z.array(z.object({ denomination: z.number().int(), count: z.number().int() }));
export type Notes = z.infer<typeof notesSchema>;

const moneyRequest = {
  key: z.string(),
  kind: z.enum(MONEY_KINDS),
  account: z.string(),
  amount: z.number().int(),
};
/** A money request whose outcome is not known yet. */
const unsettledSchema = z.object(moneyRequest);
export type Unsettled = z.infer<typeof unsettledSchema>;
/** A money request whose outcome was unknown and has been learned. */
export const settledSchema = z.object({ ...moneyRequest, outcome: z.enum(['done', 'not_done']) });
export type Settled = z.infer<typeof settledSchema>;

/** What a withdrawal gives: the notes paid and what stands on the receipt. */
export const withdrawalSchema = movedSchema.extend({
  /** Cents really paid: less than asked where a cassette ran empty in the middle. */
  amount: z.number().int(),
  notes: notesSchema,
  /**
   * Whether the bank has confirmed the booking. If not, the notes were paid all the same, `transfer` is the reserve,
   * and the ATM books it by itself as soon as it reaches the bank.
   */
  booked: z.boolean(),
});
export type Withdrawal = z.infer<typeof withdrawalSchema>;

/** Whether an amount can be paid with the notes there are, and the nearest amounts that can, in cents. */
export const payableSchema = z.object({
  /** null: it can't be paid. */
  notes: notesSchema.nullable(),
  below: z.number().int().nullable(),
  above: z.number().int().nullable(),
});
export type Payable = z.infer<typeof payableSchema>;

/** Why a session ended without being asked to. */
const endReasonSchema = z.enum(['idle', 'closing', 'lost', 'locked']);
export type EndReason = z.infer<typeof endReasonSchema>;

const machine = {
  /** What it is called, also on the live board. */
  name: z.string(),
  /** Money requests whose outcome is not known yet; settled by itself. */
  unsettled: z.array(unsettledSchema),
  /**
   * Cents paid in notes without a booking: the reservation had expired before the bank could be told. They are booked at
   * that customer's next log-in if the account holds as much by then; else they are the bank's loss, and stand here
   * until the cassettes are filled again.
   */
  unbooked: z.number().int(),
  /** The notes in it. */
  cassettes: notesSchema,
};
/** A machine at which nobody is logged in; `ended` says why the last session ended without being asked to, else null. */
const vacant = { ...machine, ended: endReasonSchema.nullable() };

/**
 * The ATM of one window: its own TCP connection to the bank.
 *
 * ```
 * opening ─ our bank listens ─▶ connecting ─ agreed ─▶ ready ─ login ─▶ customer
 *    │                              │ failed            │ ▲                │ leave, time-out, lock, cut
 *    ▼ no bank, no journal          ▼                   ▼ └────────────────┘
 *  shut                           lost ◀── link broke ──┘
 * ```
 */
export const atmStateSchema = z.discriminatedUnion('at', [
  /** There is no machine yet: the bank is being opened. */
  z.object({ at: z.literal('opening') }),
  /** There is no machine, for the reason given; nothing is tried until the bank opens. */
  z.object({ at: z.literal('shut'), ...failureFieldsShape }),
  z.object({ at: z.literal('connecting'), ...vacant }),
  /** Reconnecting by itself: `attempt` counts from 1, `retryInMs` says when, `code` and `message` why. */
  z.object({
    at: z.literal('lost'),
    ...vacant,
    attempt: z.number().int(),
    retryInMs: z.number(),
    code: failureFieldsShape.code,
    message: z.string(),
  }),
  /** `session` is the bank's name for the connection. */
  z.object({ at: z.literal('ready'), ...vacant, session: z.string() }),
  z.object({
    at: z.literal('customer'),
    ...machine,
    /** null: the connection broke with a money request under way and is being made again. */
    session: z.string().nullable(),
    account: z.string(),
    balance: z.number().int(),
    /** When the bank will end the session, ms since the epoch; set only once it has warned. */
    endsAt: z.number().nullable(),
    /** Requests of this customer whose outcome was unknown and has been learned since the log-in. */
    settled: z.array(settledSchema),
  }),
]);
export type AtmState = z.infer<typeof atmStateSchema>;
/** The states in which there is a machine. */
export type MachineState = Exclude<AtmState, { at: 'opening' | 'shut' }>;
