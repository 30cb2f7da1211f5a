import { createHash } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { isFeed } from './release-feed.ts';

/** The file of a release that this Lobby can become. */
export interface UpdateFile {
  readonly address: string;
  /** Bytes. */
  readonly size: number;
  /** Base64. */
  readonly sha512: string;
}

/** A download that brings nothing for so long has failed, ms. */
const SILENCE_MS = 30_000;
/** A release's server sends on to where its files are kept. */
const REDIRECTIONS = 5;
/** Everybody may run a downloaded file; only its owner may write it. */
const EXECUTABLE = 0o755;

/** What the file system says where there is no room: the disk, the person's share of it, the size of one file. */
const FULL: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Ends what is too silent: `heard` begins to count anew. */
function silenceWatch(ms: number) {
  const controller = new AbortController();
  const end = () => controller.abort(new Error(`nothing came for ${ms} ms`));
  const timer = setTimeout(end, ms);
  return { signal: controller.signal, heard: () => timer.refresh(), stop: () => clearTimeout(timer) };
}

/**
 * Gets a file of a release. Every address on the way to it, not only the last, is https or on this machine.
 * @param read takes what it needs of the body; the rest is not fetched. It says when something has come.
 * @throws Failure `update_unreachable`; whatever `read` throws as a Failure; the reason of `signal`
 */
export async function get<Result>(
  address: string,
  signal: AbortSignal,
  read: (response: Response, heard: () => void) => Promise<Result>,
  silenceMs = SILENCE_MS,
): Promise<Result> {
  const silence = silenceWatch(silenceMs);
  try {
    const response = await follow(address, AbortSignal.any([signal, silence.signal]));
    return await read(response, silence.heard);
  } catch (cause) {
    signal.throwIfAborted();
    if (cause instanceof Failure) throw cause;
    const { host } = new URL(address);
    const words = `The new version could not be downloaded from ${host}. Check the network, then try again.`;
    throw new Failure('update_unreachable', words, { cause });
  } finally {
    silence.stop();
  }
}

async function follow(address: string, signal: AbortSignal): Promise<Response> {
  let url = address;
  for (let hops = 0; hops <= REDIRECTIONS; hops += 1) {
    if (!isFeed(url)) throw new Error(`${url} is not https`);
    const response = await fetch(url, { redirect: 'manual', signal, headers: { 'user-agent': 'Lobby' } });
    if (response.ok) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) throw new Error(`HTTP ${response.status}`);
    url = new URL(location, url).href;
  }
  throw new Error(`more than ${REDIRECTIONS} redirections`);
}

/**
 * Downloads a file, and keeps it only if its size and SHA-512 are those that the release tells. It is on disk when
 * this returns, and may be run.
 * @param path where it is put; what is there goes, also when this throws
 * @param onPart told how much is here, 0..1
 * @throws Failure `update_unreachable`, `update_differs`, `update_disk_full`, `update_folder`; the reason of `signal`
 */
export async function download(
  file: UpdateFile,
  path: string,
  { signal, onPart, silenceMs }: { signal: AbortSignal; onPart: (part: number) => void; silenceMs?: number },
): Promise<void> {
  const disk = <Result>(work: Promise<Result>): Promise<Result> =>
    work.catch((cause: unknown) => {
      throw diskFailure(cause, file, path);
    });
  await disk(rm(path, { force: true }));
  // Never through a link that somebody else has put there.
  const handle = await disk(open(path, 'wx', EXECUTABLE));
  const write = async (response: Response, heard: () => void) => {
    const hash = createHash('sha512');
    let bytes = 0;
    for await (const part of response.body ?? []) {
      heard();
      bytes += part.byteLength;
      // Leaving the loop cancels the rest.
      if (bytes > file.size) break;
      hash.update(part);
      await disk(handle.writeFile(part));
      onPart(bytes / file.size);
    }
    if (bytes !== file.size || hash.digest('base64') !== file.sha512) throw new Failure('update_differs', DIFFERS);
    await disk(handle.sync());
  };
  try {
    await get(file.address, signal, write, silenceMs).finally(() => handle.close());
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

const DIFFERS =
  'What was downloaded is not the file of the release: its SHA-512 differs. It is deleted; nothing has changed.';

/** What keeps a file from being written, in words. */
function diskFailure(cause: unknown, { size }: UpdateFile, path: string): Failure {
  const { code } = cause as NodeJS.ErrnoException;
  const folder = dirname(path);
  if (FULL.has(code)) {
    const words = `There is no room in ${folder}: the new version needs ${Math.ceil(size / 1e6)} MB. Nothing has changed.`;
    return new Failure('update_disk_full', words, { cause });
  }
  const words = `Lobby can't update itself: ${folder} can't be written (${code}). Open the release's page instead.`;
  return new Failure('update_folder', words, { cause });
}
