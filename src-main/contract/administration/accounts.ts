import { z } from 'zod';
import { accountSchema, amountSchema } from '../terminal.ts';

/** What the Lobby window's accounts dialog asks and is told. Money is whole cents. */

/** A PIN as typed; the bank decides whether it is valid. */
const pinSchema = z.string().max(64);

const accountViewSchema = z.object({
  number: z.string(),
  balance: z.number().int(),
  /** The part of the balance that is reserved. */
  held: z.number().int(),
  lockedByBank: z.boolean(),
  /** End of a lock by wrong PINs, ms since the epoch; 0: never. */
  lockedUntil: z.number(),
  dailyLimit: z.number().int().nullable(),
});

export const accountPageSchema = z.object({ accounts: z.array(accountViewSchema), more: z.boolean() });
export type AccountPage = z.infer<typeof accountPageSchema>;

/** Rows of one page. */
export const ACCOUNT_PAGE = 100;

export const accountPageRequestSchema = z.object({
  /** Only accounts after this one; '' for the first. */
  after: z.union([accountSchema, z.literal('')]),
  /** Whether to list the crowd's accounts, too. */
  crowd: z.boolean(),
});
export type AccountPageRequest = z.infer<typeof accountPageRequestSchema>;

/** What can be done with an account. */
export const accountChangeSchema = z.discriminatedUnion('change', [
  z.object({
    change: z.literal('add'),
    account: accountSchema,
    pin: pinSchema,
    /** The first deposit, in cents; 0 for none. */
    amount: z.union([amountSchema, z.literal(0)]),
  }),
  z.object({ change: z.literal('lock'), account: accountSchema }),
  z.object({ change: z.literal('unlock'), account: accountSchema }),
  z.object({ change: z.literal('reset-pin'), account: accountSchema, pin: pinSchema }),
]);
export type AccountChange = z.infer<typeof accountChangeSchema>;

/** A time, ms since the epoch: as far from it as a Date goes. */
const timeSchema = z.number().int().min(-8.64e15).max(8.64e15);

export const balanceHistoryRequestSchema = z
  .object({
    account: accountSchema,
    /** Absent: since the account was opened. */
    from: timeSchema.optional(),
    /** Absent: until now. A time to come is refused as `time_to_come`. */
    to: timeSchema.optional(),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || from <= to, {
    message: 'the end comes before the beginning',
    path: ['to'],
  });
export type BalanceHistoryRequest = z.infer<typeof balanceHistoryRequestSchema>;

/** The available balance of an account over a time. Times in ms since the epoch. */
export const balanceHistorySchema = z.object({
  opened: z.number(),
  from: z.number(),
  to: z.number(),
  /** Oldest first; the first as of `from`. At most 200. */
  points: z.array(z.object({ at: z.number(), balance: z.number().int() })),
  /** Whether each change is a point; else they are in even steps. */
  isExact: z.boolean(),
});
export type BalanceHistory = z.infer<typeof balanceHistorySchema>;

export const accountStatementRequestSchema = z.object({
  account: accountSchema,
  /** Only transfers before this sequence. */
  before: z.number().int().positive().optional(),
});
