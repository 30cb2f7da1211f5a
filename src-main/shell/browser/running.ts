import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WINDOW_KINDS, type WindowKind } from '../../contract/windows.ts';
import type { DataFolder } from '../../data-folder.ts';
import { writeWhole } from '../../write-whole.ts';
import { entranceUrl, LOOPBACK, PROOF_HEADER, proofOf, proofRight } from './access.ts';

/** How long a browser shell that runs may take to answer a second start, ms. */
const ANSWER_MS = 5_000;

const fileSchema = z.object({ port: z.number().int().min(1).max(65_535), secret: z.string().regex(/^[\w-]{43}$/) });
const answerSchema = z.object({ opened: z.boolean() });

/** What a browser shell that runs says to a second start: whether it opened the windows. */
export type StartAnswer = z.infer<typeof answerSchema>;

/** What a second start knows of the browser shell that runs. */
export interface HandedOver extends StartAnswer {
  /** The URL that lets a browser in. */
  readonly url: string;
}

const pathIn = (data: DataFolder) => join(data.path, 'browser-shell.json');

/**
 * Leaves word, for the owner only, of where the browser shell of this data folder runs and how to get in.
 * @returns the function that takes it away
 */
export function leaveWord(data: DataFolder, port: number, secret: string): () => void {
  const path = pathIn(data);
  writeWhole(path, JSON.stringify({ port, secret }));
  return () => rmSync(path, { force: true });
}

/** The port of a browser shell that ended without taking its word away: it was killed, or the machine went down. */
export function portLeft(data: DataFolder): number | undefined {
  try {
    return fileSchema.parse(JSON.parse(readFileSync(pathIn(data), 'utf8'))).port;
  } catch {
    return undefined;
  }
}

/**
 * Asks the browser shell of this data folder, if one runs, to open windows.
 *
 * After a crash any program may have the port. So each side proves that it knows the secret, and neither sends it; and
 * nothing is taken from the other side's answer but a yes or no.
 * @param windows none: only to say where it runs
 * @returns undefined if none runs: no word was left, or whoever left it is gone
 */
export async function handOver(data: DataFolder, windows: readonly WindowKind[]): Promise<HandedOver | undefined> {
  try {
    const { port, secret } = fileSchema.parse(JSON.parse(readFileSync(pathIn(data), 'utf8')));
    const kinds = WINDOW_KINDS.flatMap((kind) => windows.filter((other) => other === kind));
    const target = `/start?windows=${kinds.join(',')}&nonce=${randomBytes(32).toString('base64url')}`;
    const answer = await fetch(`http://${LOOPBACK}:${port}${target}`, {
      method: 'POST',
      headers: { [PROOF_HEADER]: proofOf(secret, 'start', target) },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    if (!answer.ok || !proofRight(answer.headers.get(PROOF_HEADER), secret, 'running', target)) {
      // Not even read: it could go on for ever.
      await answer.body?.cancel();
      return undefined;
    }
    const { opened } = answerSchema.parse(await answer.json());
    return { url: entranceUrl(port, '/lobby/', secret), opened };
  } catch {
    return undefined;
  }
}
