import { z } from 'zod';

/** Three whole numbers: only finished releases are told of, no previews. */
export const versionSchema = z.string().regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}$/);

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
  }),
  /** No answer that could be understood; asked again with the next check. */
  z.object({ state: z.literal('failed'), feed: z.string() }),
]);
export type UpdateState = z.infer<typeof updateStateSchema>;
