import { z } from 'zod';
import { LINK_SCHEME } from '../../shared/suite-options.mjs';
import { WINDOW_KINDS, type WindowKind, windowKindSchema } from '../contract/windows.ts';

/** Longer than a link to every window needs. */
const LINK_CHARACTERS = 512;
const WINDOWS = 16;

/** What a link asks for, its query as pairs of names and values. Whoever made the link could write what they like. */
const linkSchema = z.object({
  protocol: z.literal(`${LINK_SCHEME}:`),
  host: z.literal('open'),
  pathname: z.enum(['', '/']),
  query: z.tuple([z.tuple([z.literal('windows'), z.string()])]).or(z.tuple([])),
});

/** A link's windows, or the sentence that says what is wrong with it. */
export type DeepLink = { readonly windows: readonly WindowKind[] } | { readonly complaint: string };

/** Reads a link. The worst that one can do is to open windows. */
export function parseDeepLink(text: string): DeepLink {
  const complaint = `The link '${shown(text)}' is ignored: links are ${LINK_SCHEME}://open?windows= and then ${WINDOW_KINDS.join(', ')}, with commas between them.`;
  const url = text.length > LINK_CHARACTERS ? null : URL.parse(text);
  const { protocol, host, pathname } = url ?? {};
  const link = linkSchema.safeParse({ protocol, host, pathname, query: [...(url?.searchParams ?? [])] });
  if (!link.success) return { complaint };
  const names = link.data.query[0]?.[1].split(',').filter((name) => name !== '');
  const windows = z
    .array(windowKindSchema)
    .max(WINDOWS)
    .safeParse(names ?? []);
  return windows.success ? { windows: windows.data } : { complaint };
}

/** Fit for a log and a terminal: short, without control characters. */
function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, '?');
  return plain.length > 80 ? `${plain.slice(0, 80)}…` : plain;
}
