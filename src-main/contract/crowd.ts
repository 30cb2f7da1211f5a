import { z } from 'zod';
import { failureFieldsShape } from './failure-fields.ts';

/**
 * The crowd: simulated ATMs that are real TCP clients of the bank. What they do leaves every account with the money
 * it had: what a client brings in it takes out again, and what it sends to another comes back.
 */
/** Simulated ATMs at once, at most. */
export const MAX_CROWD_CLIENTS = 1_000;
/** Operations a second over all clients, at most. */
export const MAX_CROWD_RATE = 5_000;

const share = z.number().int().min(0).max(100);

/**
 * How often clients draw each operation, in percent; together 100. What a client can't do (take out or send what it has
 * not brought in, a transfer by teletype) it replaces by another operation, mostly the one that must come first: a
 * little more cash and fewer transfers are done.
 */
export const crowdMixSchema = z
  .object({ balance: share, deposit: share, withdraw: share, transfer: share })
  .strict()
  .refine(({ balance, deposit, withdraw, transfer }) => balance + deposit + withdraw + transfer === 100, {
    message: 'the shares must add up to 100 percent',
  });
export type CrowdMix = z.infer<typeof crowdMixSchema>;
export type CrowdOperation = keyof CrowdMix;

export const CROWD_MIXES = {
  everyday: { balance: 40, deposit: 20, withdraw: 20, transfer: 20 },
  looking: { balance: 100, deposit: 0, withdraw: 0, transfer: 0 },
  cash: { balance: 0, deposit: 50, withdraw: 50, transfer: 0 },
  transfers: { balance: 10, deposit: 10, withdraw: 10, transfer: 70 },
} as const satisfies Record<string, CrowdMix>;
export type CrowdMixName = keyof typeof CROWD_MIXES;

export const crowdOptionsSchema = z
  .object({
    clients: z.number().int().min(1).max(MAX_CROWD_CLIENTS),
    /** Operations a second over all clients together. */
    rate: z.number().min(0.1).max(MAX_CROWD_RATE),
    mix: crowdMixSchema,
  })
  .strict();
export type CrowdOptions = z.infer<typeof crowdOptionsSchema>;

const count = z.number().int().min(0);

/** What a crowd has done. Counts are exact, and of the crowd alone. */
const crowdFiguresSchema = z.object({
  /** Seconds since its start. */
  seconds: z.number(),
  /** Clients that are logged in now. */
  connected: count,
  /** Log-ins that succeeded. */
  logins: count,
  /** Operations answered, refusals included; log-ins and leaving are not among them. */
  operations: count,
  /** Of those, what was done and what the bank refused. */
  done: z.object({ balance: count, deposit: count, withdraw: count, transfer: count }),
  refusals: count,
  /** Clients that left with their final balance. */
  left: count,
  /** Connections that could not be made or were lost, and log-ins that were refused. */
  errors: count,
  /** Operations a second over the last second or so. */
  perSecond: z.number(),
  /** Request to reply, ms, over the last second or so; null if there was none. */
  latency: z.object({ p50: z.number(), p99: z.number() }).nullable(),
});
export type CrowdFigures = z.infer<typeof crowdFiguresSchema>;

/**
 * idle ──start──▶ starting ──all are in──▶ running ──stop──▶ stopping ──all have left──▶ idle
 * starting, running, stopping ──the bank can't be reached, or is gone──▶ failed ──start──▶ starting
 */
export const crowdStateSchema = z.discriminatedUnion('state', [
  /** `last`: what the crowd before did, over its whole time. */
  z.object({ state: z.literal('idle'), last: crowdFiguresSchema.nullable() }),
  /** Clients log in, and begin as soon as they are in. */
  z.object({ state: z.literal('starting'), options: crowdOptionsSchema, figures: crowdFiguresSchema }),
  z.object({ state: z.literal('running'), options: crowdOptionsSchema, figures: crowdFiguresSchema }),
  /** Clients put back what is not where it was, and leave. */
  z.object({ state: z.literal('stopping'), options: crowdOptionsSchema, figures: crowdFiguresSchema }),
  z.object({
    state: z.literal('failed'),
    ...failureFieldsShape,
    last: crowdFiguresSchema.nullable(),
  }),
]);
export type CrowdState = z.infer<typeof crowdStateSchema>;

/** An account that a simulated ATM logs in to. */
export interface CrowdAccount {
  readonly number: string;
  readonly pin: string;
}

const CROWD_PREFIX = '8800';

/**
 * The crowd's own accounts, one for each client: 88000001, 88000002, … The bank opens them without money when a
 * person first starts a crowd. Their PIN is no secret, as there is never anybody's money on them.
 * @param count 1..MAX_CROWD_CLIENTS
 */
export function crowdAccounts(count: number): CrowdAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const pin = String(index + 1).padStart(4, '0');
    return { number: `${CROWD_PREFIX}${pin}`, pin };
  });
}

/** The account numbers that are reserved for the crowd, as messages show them. */
export const CROWD_NUMBERS = `${CROWD_PREFIX}0000 to ${CROWD_PREFIX}9999`;

/** Whether the number is one of those kept for the crowd: nobody else gets it, and windows offer no card for it. */
export function isCrowdAccount(number: string): boolean {
  return new RegExp(`^${CROWD_PREFIX}\\d{4}$`).test(number);
}
