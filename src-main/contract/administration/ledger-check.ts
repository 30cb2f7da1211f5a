import { z } from 'zod';
import { failureFieldsShape } from '../failure-fields.ts';
import { ledgerFaultSchema } from './ledger-faults.ts';

/** A check of the ledger while its bank runs: the ledger is copied as it is at one moment, and the copy audited. */

/** How much of a step is done, 0..1. */
const part = z.number().min(0).max(1);

export const ledgerCheckSchema = z.discriminatedUnion('state', [
  /** Not checked since Lobby was started. */
  z.object({ state: z.literal('none') }),
  z.object({ state: z.literal('copying'), part }),
  z.object({ state: z.literal('checking'), part }),
  z.object({
    state: z.literal('good'),
    /** When the copy was made, ms since the epoch. */
    at: z.number(),
    transfers: z.number().int(),
    accounts: z.number().int(),
    /** Of the newest transfer. */
    hash: z.string(),
  }),
  z.object({
    state: z.literal('bad'),
    at: z.number(),
    /** `sequence`: the first transfer that is wrong; null where the fault is in none of them. */
    findings: z.array(z.object({ sequence: z.number().int().nullable(), fault: ledgerFaultSchema })).min(1),
  }),
  /** It could not be checked. */
  z.object({ state: z.literal('failed'), ...failureFieldsShape }),
]);
export type LedgerCheckState = z.infer<typeof ledgerCheckSchema>;
