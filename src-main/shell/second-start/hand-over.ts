import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { LOOPBACK } from '../../addresses.ts';
import { WINDOW_KINDS, type WindowKind } from '../../contract/windows.ts';
import type { DataFolder } from '../../data-folder.ts';
import { writeWhole } from '../../write-whole.ts';
import { PROOF_HEADER, proofOf, proofRight } from './proof.ts';

/** How long a shell that runs may take to answer a second start, ms. */
const ANSWER_MS = 5_000;

/** Which shell runs: each writes its address into a file of its own. */
export type ShellName = 'browser' | 'electron';

const fileSchema = z.object({ port: z.number().int().min(1).max(65_535), secret: z.string().regex(/^[\w-]{43}$/) });
/** Where a shell listens, and what proves that it is one. */
export type StartAddress = z.infer<typeof fileSchema>;

const answerSchema = z.object({ opened: z.boolean() });
/** What a shell that runs says to a second start: whether it opened the windows. */
export type StartAnswer = z.infer<typeof answerSchema>;

/** What a second start knows of the shell that runs. */
export interface HandedOver extends StartAnswer {
  readonly address: StartAddress;
}

const pathIn = (data: DataFolder, shell: ShellName) => join(data.path, `${shell}-shell.json`);

/** A secret of 256 bits, new with each run. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/**
 * Writes where the shell of this data folder runs and how to get in, readable only by the owner.
 * @returns the function that removes the file, unless another shell has written its own meanwhile
 */
export function publishAddress(data: DataFolder, shell: ShellName, address: StartAddress): () => void {
  const path = pathIn(data, shell);
  writeWhole(path, JSON.stringify(address));
  return () => {
    if (addressIn(path)?.secret === address.secret) rmSync(path, { force: true });
  };
}

/** The port of a shell that ended without removing its file: it was killed, or the machine went down. */
export function portBefore(data: DataFolder, shell: ShellName): number | undefined {
  return addressIn(pathIn(data, shell))?.port;
}

/** What a shell has written there, if anything can be read of it. */
function addressIn(path: string): StartAddress | undefined {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * Asks the shell of this data folder, if one runs, to open windows.
 *
 * After a crash any program may have the port. So each side proves that it knows the secret, and neither sends it; and
 * nothing is taken from the other side's answer but a yes or no.
 * @param windows none: only to learn whether it runs
 * @returns undefined if none runs: there is no file, or whoever wrote it is gone
 */
export async function handOver(
  data: DataFolder,
  shell: ShellName,
  windows: readonly WindowKind[],
): Promise<HandedOver | undefined> {
  try {
    const address = fileSchema.parse(JSON.parse(readFileSync(pathIn(data, shell), 'utf8')));
    const kinds = WINDOW_KINDS.flatMap((kind) => windows.filter((other) => other === kind));
    const target = `/start?windows=${kinds.join(',')}&nonce=${newSecret()}`;
    const answer = await fetch(`http://${LOOPBACK}:${address.port}${target}`, {
      method: 'POST',
      headers: { [PROOF_HEADER]: proofOf(address.secret, 'start', target) },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok || !proofRight(answer.headers.get(PROOF_HEADER), address.secret, 'running', target)) {
      // Not even read: it could go on for ever.
      await answer.body?.cancel();
      return undefined;
    }
    return { address, ...answerSchema.parse(await answer.json()) };
  } catch {
    return undefined;
  }
}
