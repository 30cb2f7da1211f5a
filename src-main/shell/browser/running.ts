import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { WINDOW_KINDS, type WindowKind } from '../../contract/windows.ts';
import type { DataFolder } from '../../data-folder.ts';
import { writeWhole } from '../../write-whole.ts';
import { LOOPBACK } from './access.ts';

/** How long a browser shell that runs may take to answer a second start, ms. */
const ANSWER_MS = 5_000;

const fileSchema = z.object({ port: z.number().int().min(1).max(65_535), secret: z.string().regex(/^[\w-]{43}$/) });
const answerSchema = z.object({ url: z.string(), opened: z.boolean() });

/** What a browser shell that runs says to a second start. */
export type HandedOver = z.infer<typeof answerSchema>;

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
 * @param windows none: only to say where it runs
 * @returns undefined if none runs: no word was left, or whoever left it is gone
 */
export async function handOver(data: DataFolder, windows: readonly WindowKind[]): Promise<HandedOver | undefined> {
  try {
    const { port, secret } = fileSchema.parse(JSON.parse(readFileSync(pathIn(data), 'utf8')));
    const kinds = WINDOW_KINDS.flatMap((kind) => windows.filter((other) => other === kind));
    const answer = await fetch(`http://${LOOPBACK}:${port}/start?windows=${kinds.join(',')}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${secret}` },
      redirect: 'error',
      signal: AbortSignal.timeout(ANSWER_MS),
    });
    return answer.ok ? answerSchema.parse(await answer.json()) : undefined;
  } catch {
    // Another program may have that port by now; it gets a secret that opens nothing any more.
    return undefined;
  }
}
