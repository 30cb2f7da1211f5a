import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium } from '../../../shared/chromium.mjs';
import { Skipped } from '../bench.ts';

/** A place for what is measured, and a Chromium that needs no screen and can be asked. */
export interface Workbench {
  readonly folder: string;
  /** A folder that stays the same over the rounds, so that from the second on everything is warm. */
  data(name: string): string;
  dispose(): void;
}

/**
 * Puts a Chromium in front of the system's that shows its windows without a screen and has an open DevTools port; from
 * then on CHROMIUM names it, so the browser shell starts it as it starts any.
 * @throws Skipped where there is none, and on Windows, which has no shell for the script
 */
export function makeWorkbench(): Workbench {
  const chromium = findChromium();
  if (chromium === undefined) throw new Skipped('there is no Chromium on this machine');
  if (process.platform === 'win32') throw new Skipped('the windows are not measured on Windows');
  const folder = mkdtempSync(join(tmpdir(), 'lobby-windows-'));
  const program = join(folder, 'chromium');
  writeFileSync(program, `#!/bin/sh\nexec '${chromium}' --headless=new --remote-debugging-port=0 "$@"\n`);
  chmodSync(program, 0o755);
  process.env['CHROMIUM'] = program;
  // The shell opens windows only where there is a display; this Chromium does not look at it.
  process.env['DISPLAY'] ??= ':0';
  return {
    folder,
    data: (name) => join(folder, name),
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
