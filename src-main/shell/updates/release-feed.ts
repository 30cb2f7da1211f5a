import { z } from 'zod';
import { isLoopback } from '../../addresses.ts';
import { versionSchema } from '../../contract/administration/updates.ts';
import { Failure } from '../../contract/failure.ts';

/** How long the feed may take until all of its answer is here, ms. */
export const FEED_MS = 10_000;
/** GitHub's answer has the release's notes and about 2 KiB for each of its files. */
export const FEED_BYTES = 512 * 1024;

/** A release, as far as it is told to people. */
export interface Release {
  readonly version: string;
  /** Where it is described and its files are, https. */
  readonly page: string;
  /** Address of each of its files, by the file's name. */
  readonly files: ReadonlyMap<string, string>;
}

/** The part that is used of what GitHub's REST API says at /repos/OWNER/NAME/releases/latest. */
const answerSchema = z.object({
  tag_name: z
    .string()
    .transform((tag) => tag.replace(/^v/, ''))
    .pipe(versionSchema),
  html_url: z.url({ protocol: /^https$/ }).max(500),
  // A release can be told of without its files.
  assets: z
    .array(z.object({ name: z.string().max(200), browser_download_url: z.string().max(1000).refine(isFeed) }))
    .catch([]),
});

/** Whether releases may be asked for there: by https, or on this machine. */
export function isFeed(address: string): boolean {
  const url = URL.parse(address);
  if (url === null || url.username !== '' || url.password !== '') return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname));
}

/**
 * Asks the feed for the newest release. It is sent neither this Lobby's version nor anything of the machine or the
 * person, and no redirection is followed: only the address that the person was told is asked.
 * @param limits for tests; FEED_MS and FEED_BYTES else
 * @throws Failure `release_feed` for every answer but a release's
 */
export async function newestRelease(
  feed: string,
  signal: AbortSignal,
  { ms, bytes }: { readonly ms: number; readonly bytes: number } = { ms: FEED_MS, bytes: FEED_BYTES },
): Promise<Release> {
  try {
    const response = await fetch(feed, {
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(ms)]),
      // A server may refuse those that give no name; GitHub's does.
      headers: { accept: 'application/json', 'user-agent': 'Lobby' },
    });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const answer = answerSchema.parse(JSON.parse(await textOf(response, bytes)));
    const files = new Map(answer.assets.map(({ name, browser_download_url: address }) => [name, address]));
    return { version: answer.tag_name, page: answer.html_url, files };
  } catch (cause) {
    throw new Failure('release_feed', `The newest release could not be found out from ${feed}.`, { cause });
  }
}

/** The whole body. @param limit bytes @throws Error if it is longer, and whatever ends the connection */
export async function textOf(response: Response, limit: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body ?? []) {
    bytes += part.byteLength;
    // Leaving the loop cancels the rest.
    if (bytes > limit) throw new Error(`an answer of more than ${limit} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** Whether one version comes after another. @param version,than as versionSchema has them */
export function isNewer(version: string, than: string): boolean {
  const numbers = (text: string) => text.split('.').map(Number);
  const [ours, others] = [numbers(version), numbers(than)];
  const index = ours.findIndex((number, place) => number !== others[place]);
  return index !== -1 && (ours[index] ?? 0) > (others[index] ?? 0);
}
