import { z } from 'zod';
import { failureFieldsShape } from '../failure-fields.ts';

/** Three whole numbers: only finished releases are told of, no previews. */
export const versionSchema = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/);

/** How far a newer version is on its way onto this machine, where Lobby can update itself. Nothing goes on unasked. */
const selfUpdateSchema = z.discriminatedUnion('step', [
  /** `failure`: why the last attempt ended; null: there was none, or it was cancelled. */
  z.object({ step: z.literal('offered'), failure: z.object(failureFieldsShape).nullable() }),
  /** `part`: how much of the file is here, 0..1. */
  z.object({ step: z.literal('downloading'), part: z.number().min(0).max(1) }),
  /** The file is here and is the release's. */
  z.object({ step: z.literal('ready') }),
]);
export type SelfUpdateState = z.infer<typeof selfUpdateSchema>;

/** What is known of newer versions of Lobby. `feed`: host that is asked for the newest release. */
export const updateStateSchema = z.discriminatedUnion('state', [
  /** This Lobby has no address to ask at: a checkout, or a package made without one. */
  z.object({ state: z.literal('without-feed') }),
  /** The person has not agreed: nobody is asked. */
  z.object({ state: z.literal('off'), feed: z.string() }),
  z.object({ state: z.literal('asking'), feed: z.string() }),
  z.object({ state: z.literal('current'), feed: z.string() }),
  z.object({
    state: z.literal('newer'),
    feed: z.string(),
    version: versionSchema,
    /** The version that runs. */
    running: z.string(),
    /** The release's page, https. */
    page: z.string(),
    /** Installs the release's package once that is downloaded; null: there is no such command for this Lobby. */
    command: z.string().nullable(),
    /** null: this Lobby can't update itself. */
    selfUpdate: selfUpdateSchema.nullable(),
  }),
  /** No answer that could be understood; asked again with the next check. */
  z.object({ state: z.literal('failed'), feed: z.string() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;
