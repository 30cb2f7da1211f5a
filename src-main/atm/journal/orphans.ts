import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EXTENSION, type Journal } from './journal.ts';
import { unusable } from './journal-file.ts';

/** A file that changed less than this ago may change again without a trace in its time stamp, ms. */
const SURELY_OLD_MS = 2_000;

/**
 * Finds the journals of machines that are gone and takes over what is unsettled in them.
 *
 * There may be hundreds. They are opened one in each turn of the event loop, because opening one is synchronous, and a
 * journal in which nothing was left is not opened again until it changes.
 */
export class Orphans {
  readonly #journal: Journal;
  /** How a journal looked when nothing was left in it, by its path. */
  readonly #settled = new Map<string, string>();

  constructor(journal: Journal) {
    this.#journal = journal;
  }

  /**
   * @param stop ends the search: the machine is closing
   * @throws Failure `journal` if the folder or this machine's own journal can't be used
   */
  async adopt(stop: AbortSignal): Promise<void> {
    const folder = dirname(this.#journal.path);
    const entries = await readdir(folder, { withFileTypes: true }).catch((cause: unknown) => {
      throw unusable(folder, cause);
    });
    for (const entry of entries) {
      const path = join(folder, entry.name);
      if (!entry.isFile() || !entry.name.endsWith(EXTENSION) || path === this.#journal.path) continue;
      const before = await stampOf(path);
      if (before !== null && this.#settled.get(path) === before) continue;
      await nextTurn();
      if (stop.aborted) return;
      const nothingLeft = this.#journal.adoptFrom(path);
      const after = nothingLeft ? await stampOf(path) : null;
      if (after === null) this.#settled.delete(path);
      else this.#settled.set(path, after);
    }
  }
}

/** What changes whenever a machine writes into its journal; null where that can't be told, yet. */
async function stampOf(path: string): Promise<string | null> {
  const parts = await Promise.all(
    [path, `${path}-wal`].map((part) =>
      stat(part).then(
        ({ mtimeMs, size, ino }) => ({ mtimeMs, text: `${mtimeMs}/${size}/${ino}` }),
        () => null,
      ),
    ),
  );
  if (parts.some((part) => part !== null && Date.now() - part.mtimeMs < SURELY_OLD_MS)) return null;
  return parts.map((part) => part?.text ?? '-').join(' ');
}
