import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { Failure } from '../../contract/failure.ts';
import { writeAtomically } from './atomic-file.ts';
import { gitBlob, matches, sha256 } from './checksum.ts';
import { type NetworkFiles, networksOf, weightsReady } from './description.ts';

/** How long a server may be silent, before it answers or in the middle of a file. */
const SILENCE_MS = 8_000;

export interface AddRequest {
  readonly modelsFolder: string;
  readonly name: string;
  /** A folder that has the files under their own names; absent: they are fetched. */
  readonly from?: string;
  /** Called as bytes arrive; `total` is null where the server does not say. */
  readonly onProgress?: (file: string, done: number, total: number | null) => void;
  readonly silenceMs?: number;
}

export interface Added {
  /** Name of the weights file. */
  readonly file: string;
  /** `kept`: it was there already and is the right one. */
  readonly outcome: 'added' | 'kept';
}

/**
 * Brings the weights of a pack that are not made at set-up: takes them from a folder or fetches them, and keeps a
 * file only if it has the checksum that pack.json states.
 * @throws Failure `model_file` or `download_failed`, naming the file and what to do
 */
export async function addPack(request: AddRequest): Promise<Added[]> {
  const { modelsFolder, name, from } = request;
  const added: Added[] = [];
  for (const { files } of networksOf(modelsFolder, name)) {
    const file = basename(files.weights);
    if (files.download === undefined) {
      throw new Failure('model_file', `The pack ${name} is made at set-up: run 'npm run lobby -- models convert'.`);
    }
    if (weightsReady(modelsFolder, name, files)) {
      added.push({ file, outcome: 'kept' });
      continue;
    }
    const bytes = from === undefined ? await fetchFile(request, files, files.download) : readFrom(from, file);
    if (!matches(bytes, files.checksum)) {
      const found = files.checksum.startsWith('git-blob:') ? gitBlob(bytes) : sha256(bytes);
      const where = from === undefined ? files.download : join(from, file);
      throw new Failure(
        'model_file',
        `${where} is not the file that ${name} needs: ${found} and not ${files.checksum}.`,
      );
    }
    writeAtomically(join(modelsFolder, name, files.weights), bytes);
    added.push({ file, outcome: 'added' });
  }
  return added;
}

function readFrom(folder: string, name: string): Uint8Array {
  try {
    return readFileSync(join(folder, name));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    throw code === 'ENOENT'
      ? new Failure('model_file', `There is no ${name} in ${folder}: give its folder with --from.`, { cause })
      : new Failure('model_file', `${name} in ${folder} can't be read (${code}): check who may read it.`, { cause });
  }
}

async function fetchFile(request: AddRequest, files: NetworkFiles, url: string): Promise<Uint8Array> {
  const file = basename(files.weights);
  const abort = new AbortController();
  const silence = setTimeout(() => abort.abort(), request.silenceMs ?? SILENCE_MS);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || response.body === null) throw new Error(`the server answers ${response.status}`);
    const length = response.headers.get('content-length');
    const total = length === null ? null : Number(length);
    const chunks: Uint8Array[] = [];
    let done = 0;
    for await (const chunk of response.body) {
      silence.refresh();
      chunks.push(chunk);
      done += chunk.length;
      request.onProgress?.(file, done, total);
    }
    return Buffer.concat(chunks);
  } catch (cause) {
    throw new Failure(
      'download_failed',
      `${file} can't be fetched from ${new URL(url).host} (${why(cause, abort.signal)}): get it elsewhere from ${url} and give its folder with --from DIR; the other packs work without it.`,
      { cause },
    );
  } finally {
    clearTimeout(silence);
  }
}

/** The innermost error's message: fetch itself only says that it failed. */
function why(error: unknown, signal: AbortSignal): string {
  if (signal.aborted) return 'the server is silent';
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof Error) return 'code' in cause ? String(cause.code) : cause.message;
  return error.message;
}
