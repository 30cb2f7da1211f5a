import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunningSuite } from '../suite-fixture.ts';

/** The URL that lets another browser in to a suite of the browser shell, and opens its Lobby window there. */
export function entranceOf({ data }: Pick<RunningSuite, 'data'>): string {
  const word: unknown = JSON.parse(readFileSync(join(data, 'browser-shell.json'), 'utf8'));
  const { port, secret } = word as { readonly port: number; readonly secret: string };
  return `http://127.0.0.1:${port}/lobby/?secret=${secret}`;
}
